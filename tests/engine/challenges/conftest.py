"""The challenges' own data sets are there while their tests run, and only then."""

import pytest

from engine import DATASETS
from tests.engine.challenges.stand_ins import STAND_INS


@pytest.fixture(autouse=True)
def _stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, dataset in STAND_INS.items():
        monkeypatch.setitem(DATASETS, name, dataset)
