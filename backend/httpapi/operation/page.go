package operation

import (
	"cmp"
	"encoding/base64"
	"slices"

	"ohmstead/energy/reason"
)

// Paging says which page of a list is asked for; embedding it makes an operation that answers page by page.
type Paging struct {
	Cursor string `query:"cursor" maxLength:"2048" doc:"The next of the page before."`
	Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"200" doc:"Items of a page."`
}

// Page cuts a page out of a whole list, in the order of what by says of each item, which no two share. The
// cursor holds that of the last item, so that pages stay right when items come and go. INVALID_VALUE for a
// cursor that is none. O(n log n).
func Page[T any](all []T, p Paging, by func(T) string) (page []T, next string, err error) {
	page = slices.SortedFunc(slices.Values(all), func(a, b T) int { return cmp.Compare(by(a), by(b)) })
	if p.Cursor != "" {
		last, err := Unseal(p.Cursor)
		if err != nil {
			return nil, "", err
		}
		page = slices.DeleteFunc(page, func(one T) bool { return by(one) <= last })
	}
	if len(page) > p.Limit {
		page = page[:p.Limit]
		next = Seal(by(page[p.Limit-1]))
	}
	return page, next, nil
}

// cursorMark begins what cursors hold, so that other text is not taken for one.
const cursorMark = "after:"

// Seal is the cursor behind the item that a list goes on from.
func Seal(last string) string { return base64.RawURLEncoding.EncodeToString([]byte(cursorMark + last)) }

// Unseal is what Seal was given. INVALID_VALUE for what it never gave.
func Unseal(cursor string) (string, error) {
	text, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || len(text) < len(cursorMark) || string(text[:len(cursorMark)]) != cursorMark {
		return "", NoCursor(cursor)
	}
	return string(text[len(cursorMark):]), nil
}

// NoCursor refuses what no page of a list has given.
func NoCursor(cursor string) error {
	return reason.Invalid("cursor", cursor, "the next of a page of this list")
}
