"""The steps of the lesson, each done with the page's own controls."""
