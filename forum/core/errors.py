"""The refusals of the contract: one table of codes, statuses and sentences, for pages and for the API alike."""

from forum.core.i18n import lazy

# code → (HTTP status, the sentence shown when the caller gives none)
REFUSALS = {
    "unknown_room": (404, lazy("Aucune salle ne porte ce code.")),
    "no_seat": (401, lazy("Prenez d’abord un siège dans la salle.")),
    "wrong_room": (403, lazy("Ce siège appartient à une autre salle.")),
    "not_entitled": (403, lazy("Ce siège n’est pas sur la liste de vote.")),
    "forbidden": (403, lazy("Vous n’avez pas le droit de faire cela.")),
    "poll_not_open": (409, lazy("Ce vote n’est pas encore ouvert.")),
    "poll_closed": (409, lazy("Ce vote est fermé.")),
    "ballot_elsewhere": (
        409,
        lazy("Votre vote est enregistré et compte; il ne peut pas être modifié depuis cet appareil."),
    ),
    "secret_in_use": (409, lazy("Ce secret de vote appartient à un autre bulletin; rien n’a été changé.")),
    "not_published": (409, lazy("Le résultat n’est pas encore publié.")),
    "pulse_over": (409, lazy("Ce sondage éclair est terminé.")),
    "pulse_answered": (409, lazy("Vous avez déjà répondu à ce sondage éclair.")),
    "floor_closed": (409, lazy("La liste des demandes de parole est fermée.")),
    "floor_taken": (409, lazy("La parole vient d’être donnée à une autre personne : regardez la liste.")),
    "questions_closed": (409, lazy("Les questions de la salle sont fermées.")),
    "questionnaire_closed": (409, lazy("Ce questionnaire est fermé : il ne prend plus de réponses.")),
    "invalid": (422, lazy("La demande n’est pas valide.")),
    "too_large": (413, lazy("La demande est trop grande.")),
    "too_many": (429, lazy("Trop de demandes; attendez un instant et recommencez.")),
    "not_found": (404, lazy("Cette page n’existe pas, ou vous n’y avez pas accès.")),
    "not_allowed": (405, lazy("Cette adresse ne répond pas à cette sorte de demande.")),
    "server_error": (500, lazy("Une erreur est survenue de notre côté; rien n’a été enregistré à moitié.")),
}


class Refusal(Exception):
    """Refuse a request with a code of the contract, a sentence, and sentences by field where there are any."""

    def __init__(self, code, message=None, fields=None):
        self.code = code
        self.status, default = REFUSALS[code]
        self.message = message or default
        self.fields = fields or {}
        super().__init__(code)

    def to_dict(self):
        body = {"code": self.code, "message": str(self.message)}
        if self.fields:
            body["fields"] = {name: str(sentence) for name, sentence in self.fields.items()}
        return {"error": body}


class Missing(Refusal):
    """Answer 404: the thing does not exist, or the viewer may not know that it does."""

    def __init__(self, message=None):
        super().__init__("not_found", message)


class Forbidden(Refusal):
    """Answer 403 with the reason, a sentence."""

    def __init__(self, reason=None):
        super().__init__("forbidden", reason)
