"""The engine held against PyTorch: whole trajectories, from the same start on the same batches.

`make_references` draws configurations, lets PyTorch train them and keeps what matters in
`references.npz`; `test_parity` trains the engine and compares, without PyTorch; `live` compares
with PyTorch itself, step by step in full (`make parity`).
"""
