"""Rules of the field by name: what each does, beside its derivative, its formula and its words."""
