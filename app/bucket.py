"""Rate limits."""

from typing import Final

NEAR: Final = 0.25


class Bucket:
    """A token bucket: `rate` tokens a second flow in, up to `burst`; a message takes one out."""

    def __init__(self, rate: float, burst: int, now: float) -> None:
        self.rate = rate
        self.burst = burst
        self.tokens = float(burst)
        self._filled_at = now

    def take(self, now: float) -> bool:
        """Takes a token out; False where there is none."""
        self.tokens = min(self.burst, self.tokens + (now - self._filled_at) * self.rate)
        self._filled_at = now
        if self.tokens < 1:
            return False
        self.tokens -= 1
        return True

    @property
    def nearly_empty(self) -> bool:
        """Whether a warning is due."""
        return self.tokens < NEAR * self.burst
