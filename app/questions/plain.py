"""What answers hold, as JSON has it."""

import math
from typing import Any

Content = dict[str, Any]


def plain(content: Content) -> Content:
    """JSON data, in which null stands for what is not finite."""
    return {key: _finite(value) for key, value in content.items()}


def _finite(value: Any) -> Any:
    if isinstance(value, dict):
        return plain(value)
    if isinstance(value, list):
        return [_finite(part) for part in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
