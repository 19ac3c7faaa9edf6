package patient

import (
	"strings"
	"unicode"
)

// LooksPersonal says why a code might identify a person outside the study, as a
// sentence for the one who typed it, or "" if nothing stands out. It is a
// warning, never a refusal: study codes take many forms.
func LooksPersonal(code string) string {
	var letters, digits, spaces int
	for _, r := range code {
		switch {
		case unicode.IsLetter(r):
			letters++
		case unicode.IsDigit(r):
			digits++
		case unicode.IsSpace(r):
			spaces++
		}
	}
	at := strings.IndexByte(code, '@')
	switch {
	case at > 0 && strings.Contains(code[at:], "."):
		return "This looks like an e-mail address. Use the study code."
	case letters == 0 && phoneLike(code, digits):
		return "This looks like a phone number. Use the study code."
	case digits == 0 && letters >= 5 && (spaces > 0 || strings.Contains(code, ",")):
		return "This looks like a name. Use the study code."
	}
	return ""
}

// HoldsPersonal is [LooksPersonal] for a sentence: it finds e-mail addresses and
// phone numbers in it. A name cannot be told from other words.
func HoldsPersonal(sentence string) string {
	for word := range strings.FieldsSeq(sentence) {
		if at := strings.IndexByte(word, '@'); at > 0 && strings.Contains(word[at:], ".") {
			return "There seems to be an e-mail address in this. Leave it out."
		}
	}
	ofOther := func(r rune) bool { return !unicode.IsDigit(r) && !strings.ContainsRune(" ()/+-", r) }
	for run := range strings.FieldsFuncSeq(sentence, ofOther) {
		digits := 0
		for _, r := range run {
			if unicode.IsDigit(r) {
				digits++
			}
		}
		if phoneLike(strings.TrimSpace(run), digits) {
			return "There seems to be a phone number in this. Leave it out."
		}
	}
	return ""
}

// phoneLike tells a phone number from a code of digits by its spelling: a
// leading plus, or groups set apart by spaces, brackets or slashes. Hyphens do
// not count: SDTM subject identifiers such as 01-701-1015 have them.
func phoneLike(code string, digits int) bool {
	return digits >= 8 && strings.HasPrefix(code, "+") ||
		digits >= 9 && strings.ContainsAny(code, " ()/")
}
