"""Le cheminement: a node for each thing deliberated, and the links between them."""
