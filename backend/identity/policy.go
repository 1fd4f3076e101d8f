package identity

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"ohmstead/energy/reason"
)

// MinPassword is the shortest password in characters.
const MinPassword = 12

// commonPasswords are passwords that guessing begins with, one a line, in lower case, none shorter
// than MinPassword.
//
//go:embed common_passwords.txt
var commonPasswords string

// keyRows are the runs of neighbours that people take for passwords.
const keyRows = "abcdefghijklmnopqrstuvwxyz abcdefghijklmnopqrstuvwxyz 01234567890123456789 qwertyuiopasdfghjklzxcvbnm qwertzuiopasdfghjklyxcvbnm 1qaz2wsx3edc4rfv5tgb6zhn7ujm"

// CheckPassword refuses a password that is guessed first: PASSWORD_TOO_SHORT, PASSWORD_TOO_COMMON.
// It asks for no mixture of characters and for no change by the calendar. Source: NIST SP 800-63B,
// section on password verifiers: a length, any characters, a list of what is commonly used or expected
// (dictionary, repeated or sequential characters, the name of the service or the user).
func CheckPassword(password string, of User) error {
	if utf8.RuneCountInString(password) < MinPassword {
		return reason.New(reason.PasswordTooShort, reason.Params{"min_characters": MinPassword})
	}
	if len(password) > MaxPassword {
		return reason.New(reason.InvalidValue, reason.Params{"field": "password", "value": "(hidden)", "want": "at most 1024 bytes"})
	}
	lower := strings.ToLower(strings.TrimSpace(password))
	if isCommon(lower) || isRow(lower) || isRepeated(lower) || isMadeOf(lower, of) {
		return reason.New(reason.PasswordTooCommon, nil)
	}
	return nil
}

func isCommon(lower string) bool {
	for line := range strings.Lines(commonPasswords) {
		if strings.TrimRight(line, "\r\n") == lower {
			return true
		}
	}
	return false
}

// isRow reports whether the password is a walk along neighbours, in either direction.
func isRow(lower string) bool {
	backwards := []rune(lower)
	for i, j := 0, len(backwards)-1; i < j; i, j = i+1, j-1 {
		backwards[i], backwards[j] = backwards[j], backwards[i]
	}
	return strings.Contains(keyRows, lower) || strings.Contains(keyRows, string(backwards))
}

// isRepeated reports whether the password is one short piece again and again.
func isRepeated(lower string) bool {
	runes := []rune(lower)
	for size := 1; size <= 4; size++ {
		same := true
		for i := size; i < len(runes) && same; i++ {
			same = runes[i] == runes[i-size]
		}
		if same {
			return true
		}
	}
	return false
}

// isMadeOf reports whether little is left of the password without the words anybody would try: those
// of the user's name and address and of the product.
func isMadeOf(lower string, of User) bool {
	words := strings.FieldsFunc(strings.ToLower(of.Email+" "+of.DisplayName)+" ohmstead password passwort", func(r rune) bool {
		return strings.ContainsRune(" @._-+", r)
	})
	rest := lower
	for _, w := range words {
		if utf8.RuneCountInString(w) >= 4 {
			rest = strings.ReplaceAll(rest, w, "")
		}
	}
	const leastOfOnesOwn = 6
	return rest != lower && utf8.RuneCountInString(rest) < leastOfOnesOwn
}
