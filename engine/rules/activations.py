"""Every activation by name. A new one is an entry beside its rule, in one of the two families."""

from engine.rules.activation import Activation
from engine.rules.rectifiers import RECTIFIERS
from engine.rules.squashes import SQUASHES

ORDER = ("linear", "sigmoid", "tanh", "relu")
"""Those that come first in menus; the others follow as they stand in their files."""

_ENTRIES = {activation.name: activation for activation in (*SQUASHES, *RECTIFIERS)}
ACTIVATIONS: dict[str, Activation] = {
    **{name: _ENTRIES[name] for name in ORDER},
    **{name: entry for name, entry in _ENTRIES.items() if entry.hidden and name not in ORDER},
    **{name: entry for name, entry in _ENTRIES.items() if not entry.hidden},
}
"""Every activation by name, those for hidden layers first."""
