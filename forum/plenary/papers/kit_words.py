"""What the printed kit says beside the votes themselves: when things fail, the rules of the room, who sees what."""

from forum.core.i18n import _, lazy

TROUBLES = (
    (
        lazy("Le Wi-Fi tombe"),
        lazy(
            "Continuez : un bulletin commencé reste sur l’appareil, un vote touché part dès que le réseau revient. "
            "Proposez les données cellulaires. Si cela dure, passez au papier."
        ),
    ),
    (
        lazy("L’écran est figé ou noir"),
        lazy("N’importe quel appareil peut le remplacer : ouvrez %(screen)s. Le dernier état revient seul."),
    ),
    (
        lazy("L’ordinateur de l’animation meurt"),
        lazy(
            "La deuxième personne ouvre %(console)s sur son téléphone et touche « Prendre la main ». Le vote en "
            "cours continue."
        ),
    ),
    (
        lazy("Le serveur redémarre"),
        lazy(
            "Attendez : les pages reviennent seules en quelques secondes. Tout vote confirmé est gardé; aucun ne "
            "compte deux fois."
        ),
    ),
    (
        lazy("Un téléphone s’éteint après le vote"),
        lazy("Son vote est enregistré et compte. Il ne peut plus être modifié d’un autre appareil."),
    ),
    (
        lazy("Une personne n’a pas d’appareil"),
        lazy("Donnez-lui un bulletin de papier. Elle n’en prend pas si elle a déjà un siège."),
    ),
    (
        lazy("La question contient une erreur"),
        lazy(
            "Ne publiez pas. Choisissez « Annuler et reprendre corrigé » : aucun bulletin n’est compté, la salle "
            "revote."
        ),
    ),
    (
        lazy("On conteste un résultat"),
        lazy(
            "Notez le problème depuis le téléphone ou la console. Les quatre mots de l’empreinte et « Vérifier mon "
            "vote » permettent à chaque personne de contrôler."
        ),
    ),
    (
        lazy("Plus rien ne marche"),
        lazy(
            "Votez sur papier avec les bulletins de cette trousse, comptez à deux sur la feuille de dépouillement, "
            "et saisissez le compte plus tard."
        ),
    ),
)


def list_troubles(address):
    """List what may fail in a hall, and what to do then: [(what, do)…]."""
    return [
        (str(what), str(answer) % {"screen": f"{address}ecran/", "console": f"{address}console/"})
        for what, answer in TROUBLES
    ]


def list_rules():
    """List the rules of a room, in sentences to read aloud or to post on the wall."""
    return [
        _("Une personne, un siège, un vote. Qui observe ne vote pas et ne compte pas dans le quorum."),
        _(
            "La liste de vote est figée à l’ouverture. Qui arrive ensuite vote au prochain, sauf si la présidence "
            "l’admet; cela est alors noté."
        ),
        _("La question, les choix et la règle ne changent plus une fois le vote ouvert."),
        _("Chaque personne peut changer d’avis tant que le vote est ouvert. Seul le dernier choix compte."),
        _("S’abstenir, voter blanc et ne pas voter sont trois choses différentes; les trois nombres sont montrés."),
        _("Rien ne se ferme tout seul : la présidence ferme le vote, puis publie le résultat. Ce sont deux actes."),
        _(
            "À la fermeture, quatre mots paraissent à l’écran et sur les téléphones. Ils changeraient si un seul "
            "bulletin changeait : comparez-les."
        ),
        _("Un vote publié ne se rouvre pas. Une erreur s’annule et se reprend, jamais en silence."),
        _("Un désaccord se dit : une réserve paraît à côté du résultat, sans le changer."),
        _("On parle une personne à la fois, quand l’animation donne la parole."),
    ]


NOBODY, OWN = lazy("Jamais"), lazy("Le sien, sur son appareil")
SEEN_HEAD = (
    lazy("Ce dont il s’agit"),
    lazy("Participante, participant"),
    lazy("Animation, présidence"),
    lazy("Écran de la salle"),
    lazy("Exploitation du serveur"),
)
SEEN = (
    (
        lazy("Le choix d’une personne, vote secret"),
        OWN,
        NOBODY,
        NOBODY,
        lazy("Les bulletins, sans nom, sans heure, sans ordre"),
    ),
    (
        lazy("Le choix d’une personne, vote nominatif"),
        lazy("Tous, une fois publiés"),
        lazy("Tous, une fois publiés"),
        lazy("Le résultat seulement"),
        lazy("Tous"),
    ),
    (
        lazy("Si une personne a voté, vote secret"),
        lazy("Le sien"),
        lazy("Non : seulement combien"),
        lazy("Seulement combien"),
        lazy("Oui : la liste de vote dit qui a voté, jamais quoi"),
    ),
    (
        lazy("Le nom donné en prenant un siège"),
        lazy("Le sien"),
        lazy("Le numéro du siège et le milieu; le nom en vote nominatif"),
        NOBODY,
        lazy("Oui"),
    ),
    (lazy("Les totaux avant la fermeture"), NOBODY, NOBODY, NOBODY, lazy("Le logiciel n’en montre aucun")),
    (
        lazy("Combien ont voté"),
        lazy("Oui; par pas de cinq si la liste a moins de dix noms"),
        lazy("De même"),
        lazy("De même"),
        lazy("Oui"),
    ),
    (lazy("La participation par milieu"), NOBODY, lazy("Oui, sauf sous cinq personnes"), NOBODY, lazy("Oui")),
    (lazy("Les totaux après publication"), lazy("Oui"), lazy("Oui"), lazy("Oui"), lazy("Oui")),
)


def who_sees():
    """Give the table of who sees what: (head, rows)."""
    return [str(word) for word in SEEN_HEAD], [[str(cell) for cell in row] for row in SEEN]


def list_limits():
    """List the limits of the secrecy, told as they are."""
    return [
        _(
            "Qui exploite le serveur et l’observe pendant le vote, ou en garde le journal d’écriture et les "
            "copies, pourrait encore rapprocher une personne d’un bulletin. Une fois le vote fermé, les tables "
            "n’en gardent plus trace."
        ),
        _("Rien n’empêche une personne de montrer son propre bulletin à une autre."),
        _("Si tous les bulletins disent la même chose, chacun sait ce que les autres ont voté."),
        _("Pour élire des personnes à un poste disputé, prenez un outil fait pour cela, comme Belenios."),
    ]


def list_said(poll):
    """List what is said at each moment of a vote: [(moment, words to say)…]."""
    question = poll["question"]
    secrecy = (
        _("Votre choix est secret : personne dans la salle ne peut le voir.")
        if poll["secret"]
        else _("Ce vote est nominatif : votre nom paraîtra à côté de votre choix.")
    )
    return [
        (
            _("Avant d’ouvrir"),
            _("Nous allons voter. La question est : « %(question)s »", question=question) + " " + secrecy,
        ),
        (
            _("À l’ouverture"),
            _(
                "Le vote est ouvert. Regardez votre téléphone. Vous pouvez changer d’avis jusqu’à la fermeture. Si "
                "vous n’avez pas d’appareil, levez la main."
            ),
        ),
        (
            _("Avant de fermer"),
            _("Je ferme dans une minute. Si votre téléphone ne dit pas « Vote enregistré », levez la main."),
        ),
        (
            _("À la fermeture"),
            _("Le vote est fermé. Quatre mots sont à l’écran : ce sont les mêmes sur votre téléphone. Nous vérifions."),
        ),
        (
            _("Au résultat"),
            _("Voici le résultat.")
            + " "
            + _("(Lisez à voix haute la phrase de l’écran, puis combien de personnes ont voté.)"),
        ),
    ]
