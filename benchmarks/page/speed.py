"""Script per picture, pictures and steps a second at full speed.

Beside each row stand the updates a second that TensorFlow Playground's page made with its picture
live on such a machine, where that is known.
"""

from typing import Final

from benchmarks.page.opened import COUNT_PICTURES, HIDDEN, Opened, opened

PLAYGROUND: Final = {"2-4-2-1": 1400, "2-8-8-8-1": 580, "2-16×6-1": 310}
READ: Final = "() => [performance.now(), learningLoop.state.frame.step, window.pictures]"


def measure(tab: Opened, seconds: float) -> dict[str, float]:
    """Run flat out for a while and read the counters before and after."""
    tab.ask(COUNT_PICTURES)
    tab.go()
    before = tab.ask(READ)
    script, task = tab.metric("ScriptDuration"), tab.metric("TaskDuration")
    tab.rest(seconds)
    after = tab.ask(READ)
    script, task = tab.metric("ScriptDuration") - script, tab.metric("TaskDuration") - task
    tab.stand()
    elapsed = (after[0] - before[0]) / 1000
    pictures = max(1, after[2] - before[2])
    return {
        "steps": (after[1] - before[1]) / elapsed,
        "pictures": pictures / elapsed,
        "script": 1000 * script / pictures,
        "task": 1000 * task / pictures,
    }


def speed_table(seconds: float) -> None:
    """Print a row for each network."""
    print("network      steps/s  pictures/s  script ms  main thread ms  × Playground's steps")
    for name in (*HIDDEN, "digits"):
        with opened(name) as tab:
            row = measure(tab, seconds)
        peer = f"{row['steps'] / PLAYGROUND[name]:.1f}" if name in PLAYGROUND else "–"
        print(
            f"{name:<11}{row['steps']:>9.0f}{row['pictures']:>12.1f}{row['script']:>11.2f}"
            f"{row['task']:>16.2f}{peer:>22}"
        )
