"""Examples to learn from: data sets, input features, one's own tables, drawn pictures."""
