"""The words of the trail."""

# the order in which things of one day follow each other, from what was observed to what became of it
KINDS = ("finding", "piste", "discussion", "recommendation", "proposal", "poll", "decision", "topic", "guide")
# who drew a link: it stands in the document, the site's team compared two texts, or an act on the platform made it
DRAWN_BY = ("source", "team", "platform")
DEEPEST = 6
