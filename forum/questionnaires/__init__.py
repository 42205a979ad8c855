"""The questionnaire of a day: its questions, what is answered by phone or on paper, the figures that are published."""
