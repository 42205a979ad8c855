"""What people type in the forums; the services check the words."""

from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectChoice, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, Optional

from forum.core.i18n import bi, lazy
from forum.forums.queries import list_category_names, list_subjects
from forum.forums.rules import REASON_LONGEST, TITLE_LONGEST

NO_WORDS = lazy("Écrivez votre message.")
NO_TITLE = lazy("Écrivez un titre de 3 à 150 caractères.")
NOTHING = lazy("Rien en particulier")


class PostForm(FlaskForm):
    body = TextAreaField(lazy("Votre message"), [InputRequired(NO_WORDS)], render_kw={"rows": 6})


class ReplyForm(PostForm):
    reply_to = HiddenField()
    submit_key = HiddenField()

    @property
    def replied_number(self):
        """Give the number replied to, or None when it is no small number."""
        text = self.reply_to.data or ""
        return int(text) if text.isdecimal() and len(text) < 7 else None


class TopicForm(PostForm):
    forum = SelectField(lazy("Forum"), [InputRequired()])
    title = StringField(
        lazy("Titre"),
        [InputRequired(NO_TITLE), Length(3, TITLE_LONGEST, NO_TITLE)],
        render_kw={"maxlength": TITLE_LONGEST},
    )
    subject = SelectField(
        lazy("À propos de"), [Optional()], description=lazy("Le sujet paraîtra aussi sur cette page.")
    )
    submit_key = HiddenField()

    def offer(self, viewer):
        """Fill the lists with what this viewer may choose."""
        self.forum.choices = [SelectChoice(category.slug, bi(category, "title")) for category in list_category_names()]
        offered = [
            SelectChoice(reference, label, optgroup=group)
            for group, items in list_subjects(viewer)
            for reference, label in items
        ]
        wanted = self.subject.data
        if wanted and wanted not in {choice.value for choice in offered}:
            offered.insert(0, SelectChoice(wanted, wanted))
        self.subject.choices = [SelectChoice("", NOTHING), *offered]


class RemovalForm(FlaskForm):
    reason = StringField(
        lazy("Raison"),
        [Length(max=REASON_LONGEST, message=lazy("Au plus 300 caractères."))],
        description=lazy("Elle se lira à la place du message."),
    )
