"""Arrays in a zip file, as NumPy's `.npz`, read without trust in what the file claims."""

import io
import math
import zipfile
from collections.abc import Mapping
from typing import IO, Any

import numpy as np
import numpy.typing as npt

MOST_MEMBERS = 64
MOST_BYTES = 256 * 2**20
LONGEST_HEADER = 4096
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
READERS = {
    (1, 0): np.lib.format.read_array_header_1_0,
    (2, 0): np.lib.format.read_array_header_2_0,
}

Arrays = npt.NDArray[Any]


class RunFileError(ValueError):
    """A file that holds no run, or a damaged one; says what is wrong with it."""


def write_archive(file: IO[bytes], arrays: Mapping[str, Arrays]) -> None:
    """Write arrays, which `numpy.load` reads as well."""
    np.savez_compressed(file, allow_pickle=False, **arrays)


class Archive:
    """The members of a zip file, read one by one; every refusal is a RunFileError."""

    def __init__(self, file: IO[bytes], most_bytes: int = MOST_BYTES) -> None:
        try:
            self._zip = zipfile.ZipFile(file)
            members = self._zip.infolist()
        except Exception as error:  # zipfile raises many kinds for damaged files
            raise RunFileError("This file is not a saved run, or is cut off.") from error
        if len(members) > MOST_MEMBERS or sum(m.file_size for m in members) > most_bytes:
            raise RunFileError("This file claims to be larger than any saved run.")
        self._members = {member.filename: member for member in members}

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return f"{name}.npy" in self._members

    def read(
        self, name: str, kind: npt.DTypeLike, dimensions: int, most: int = MOST_BYTES
    ) -> Arrays:
        """A member as an array of this kind with so many dimensions, of at most so many bytes.

        In the shape that the file gives it, (n,) or (n, columns). Raises RunFileError.
        """
        member = self._members.get(f"{name}.npy")
        if member is None:
            raise RunFileError(f"This file is not a whole saved run: {name} is missing.")
        if member.compress_type not in METHODS or member.flag_bits & 1:
            raise RunFileError(f"This file is packed in a way that saved runs are not ({name}).")
        if member.file_size > most + LONGEST_HEADER:
            raise RunFileError(f"This file claims more than a saved run can hold ({name}).")
        try:
            with self._zip.open(member) as packed:
                data = packed.read()
            stream = io.BytesIO(data)
            version = np.lib.format.read_magic(stream)
            shape, fortran, dtype = READERS[version](stream, max_header_size=LONGEST_HEADER)
        except Exception as error:  # zlib, zipfile and NumPy raise many kinds
            raise RunFileError(f"This file is damaged: {name} cannot be read.") from error
        start, wanted = stream.tell(), np.dtype(kind).newbyteorder("<")
        fits = dtype == wanted and len(shape) == dimensions and not (fortran and dimensions > 1)
        if not fits or math.prod(shape) * dtype.itemsize != len(data) - start:
            raise RunFileError(f"This file is damaged: {name} has another form.")
        values = np.frombuffer(data, wanted, offset=start).reshape(shape)
        return values.astype(np.dtype(kind))
