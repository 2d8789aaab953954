"""Write engine/data/digits.npz from scikit-learn's copy of the handwritten digits.

    pip install scikit-learn && python scripts/export_digits.py

Needed only to make the file again; see engine/data/README.md for source and licence.
"""

from pathlib import Path

import numpy as np
from sklearn.datasets import load_digits

TARGET = Path(__file__).resolve().parents[1] / "engine" / "data" / "digits.npz"

digits = load_digits()
np.savez_compressed(
    TARGET, pixels=digits.data.astype(np.uint8), labels=digits.target.astype(np.uint8)
)
print(f"{TARGET}: {len(digits.target)} digits, {TARGET.stat().st_size} bytes")
