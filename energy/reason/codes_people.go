package reason

// Codes of people, their passwords and what they may do.
const (
	PasswordTooShort     Code = "PASSWORD_TOO_SHORT"
	PasswordTooCommon    Code = "PASSWORD_TOO_COMMON"
	CurrentPasswordWrong Code = "CURRENT_PASSWORD_WRONG"
	LinkInvalid          Code = "LINK_INVALID"
	LastOwner            Code = "LAST_OWNER"
	OwnAccount           Code = "OWN_ACCOUNT"
	BeyondOwnRights      Code = "BEYOND_OWN_RIGHTS"
	EmailTaken           Code = "EMAIL_TAKEN"
	PersonOnly           Code = "PERSON_ONLY"
)

func peopleCodes() []Entry {
	return []Entry{
		{PasswordTooShort, Refusal, 422, []string{"min_characters"}, "the password needs at least {min_characters} characters; a few words in a row are easy to keep", "das Passwort braucht mindestens {min_characters} Zeichen; ein paar Wörter hintereinander merken sich leicht"},
		{PasswordTooCommon, Refusal, 422, nil, "the password is too easy to guess: it is common, a row of keys, one repeated, or made of your name or address", "das Passwort ist zu leicht zu erraten: es ist verbreitet, eine Tastenfolge, eine Wiederholung oder aus Ihrem Namen oder Ihrer Adresse gebildet"},
		{CurrentPasswordWrong, Refusal, 422, nil, "the current password is wrong", "das bisherige Passwort ist falsch"},
		{LinkInvalid, Refusal, 410, nil, "the link has been used, replaced or has expired; ask for a new one", "der Link wurde benutzt, ersetzt oder ist abgelaufen; bitten Sie um einen neuen"},
		{LastOwner, Refusal, 409, nil, "the tenant would be left without an owner; make somebody else owner of the whole tenant first", "der Mandant bliebe ohne Eigentümer; zuerst jemand anderen zum Eigentümer des ganzen Mandanten machen"},
		{OwnAccount, Refusal, 409, nil, "nobody disables their own account; another owner can", "niemand sperrt das eigene Konto; ein anderer Eigentümer kann es"},
		{BeyondOwnRights, Refusal, 403, []string{"what"}, "{what} reaches beyond what you hold yourself", "{what} reicht über das hinaus, was Sie selbst innehaben"},
		{EmailTaken, Refusal, 409, []string{"email"}, "{email} belongs to somebody already", "{email} gehört bereits jemandem"},
		{PersonOnly, Refusal, 403, nil, "this is for people; an API key may not", "das ist Personen vorbehalten; ein API-Schlüssel darf es nicht"},
	}
}
