/**
 * The browser's own voice, one utterance per sentence: Chrome breaks off what lasts longer than 15 seconds, and does not go on after
 * a pause everywhere. What is paused is said again from the beginning of its sentence.
 */

/**
 * @typedef {object} Hearing what a sentence that is being said tells
 * @property {() => void} began
 * @property {(share: number) => void} reached how much of it has been said, at a word's beginning
 * @property {() => void} ended
 * @property {() => void} failed
 */

/**
 * @typedef {object} Tone
 * @property {string | null} voice its address; null: the first that fits
 * @property {number} rate
 */

/** @typedef {Pick<SpeechSynthesis, "speak" | "cancel" | "getVoices" | "addEventListener">} Synthesis */

/**
 * @param {Synthesis | undefined} synthesis
 * @param {new (text: string) => SpeechSynthesisUtterance} Utterance
 * @param {string} [language]
 */
export function createVoice(synthesis, Utterance, language = "en") {
  /** @type {SpeechSynthesisUtterance | null} what is being said; a browser that lets go of it tells nothing more about it */
  let present = null;

  /** Those of the text's language; without one, nobody could follow. */
  const voices = () => {
    const all = synthesis?.getVoices() ?? [];
    const fitting = all.filter(({ lang }) => lang.toLowerCase().startsWith(language));
    // A voice that lives on this machine needs no line.
    return fitting.sort((a, b) => Number(b.localService) - Number(a.localService));
  };

  function cancel() {
    const wasSpeaking = present !== null;
    present = null;
    if (wasSpeaking) synthesis?.cancel();
  }

  return {
    voices,
    cancel,

    get isThere() {
      return voices().length > 0;
    },

    /** Some browsers know their voices only after a while. @param {() => void} changed */
    watch(changed) {
      synthesis?.addEventListener("voiceschanged", changed);
    },

    /** @param {string} text @param {Tone} tone @param {Hearing} hearing */
    say(text, { voice, rate }, hearing) {
      cancel();
      const said = new Utterance(text);
      const fitting = voices();
      said.voice = fitting.find(({ voiceURI }) => voiceURI === voice) ?? fitting[0] ?? null;
      said.lang = said.voice?.lang ?? language;
      said.rate = rate;
      present = said;
      const heard = (/** @type {() => void} */ tell) => () => {
        if (present === said) tell();
      };
      said.onstart = heard(hearing.began);
      said.onboundary = ({ charIndex }) => heard(() => hearing.reached(charIndex / text.length))();
      said.onend = heard(() => {
        present = null;
        hearing.ended();
      });
      said.onerror = heard(() => {
        present = null;
        hearing.failed();
      });
      synthesis?.speak(said);
    },
  };
}

/** @typedef {ReturnType<typeof createVoice>} Voice */
