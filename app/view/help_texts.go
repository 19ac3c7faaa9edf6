package view

import (
	"fmt"

	"retain/core/words"
	"retain/models/manifest"
)

// screenParts explains the Patient screen in its order.
var screenParts = [][]string{
	{"Not known", "Press it, or type ? into the field; for the treatment group choose Not known (blinded). The answer is then a range from the lowest to the highest risk, and what to find out first. It is counted as a range, never as a prediction. With more than three answers unknown there is none."},
	{"The number", "How many of 100 patients with the same answers leave within the time that is named. Beside it: how many of all training patients left, and of those in the same phase and treatment group."},
	{"Level, and what to do", "Low, Moderate, High or Critical, and what is suggested. Flagged means that the number reaches the threshold; programs call it prediction 1."},
	{"Caution", "What to know before you believe the number, for example that it is a guess."},
	{"Why", "Begins with a typical training patient, then adds or takes off what each answer is worth. It shows what goes together with leaving, not what causes it."},
	{"How sure", "How exact the average over such patients is, whether they are a clear case, and whether this one is like the training patients."},
	{"What if", "The answer with one more visit, one more adverse event or 30 days later, beside the real one. It is never counted, and ends when you type."},
	{"Copy, print, download", "One line or a paragraph for the note, one page for the file, and for programs what retain.assess() returns or a RiskAssessment of FHIR R4. All of it is made on this device."},
}

// limits says what the numbers rest on, with the model's own figures.
func limits(r *Root) []string {
	var out []string
	if o := r.session.Opened(); o != nil {
		m := o.Manifest
		out = append(out, fmt.Sprintf(
			"Model %s was trained on %s synthetic patients and tested on %s others: AUC %s, Brier score %s (95 %% intervals). An AUC of 0.5 is chance, 1 is perfect.",
			m.Version, words.Whole(m.Data.Part(manifest.Train).Rows), words.Whole(m.Data.Part(manifest.TestPart).Rows), m.Test.AUC.Text(3), m.Test.Brier.Text(3)), m.Data.Description)
		for _, at := range m.Test.At {
			out = append(out, fmt.Sprintf("At the threshold of %s %%: recall %s, precision %s, F1 %s on the test patients.",
				words.Share(at.Threshold), at.Recall.Text(3), at.Precision.Text(3), at.F1.Text(3)))
		}
		if !o.Model.Calibrator.Corrected() {
			out = append(out, fmt.Sprintf("%.0f %% of its synthetic patients left, and it was not calibrated: its numbers put patients in order, and are no shares.",
				100*float64(m.Data.Events)/float64(m.Data.Rows)),
				"The baseline's own low-risk example (45, Male, Active, Phase I, day 60, 2 visits, last on 55, 1 adverse event) is answered 1 with a risk of about 90 %. The service it replaces expected 0 there, and never checked it.",
				"In the training data visits were at most one in 30 days. Real trials visit more often, so real patients often lie outside what the model has seen; a caution stands beside such an answer where a field shows it.")
		}
	}
	return append(out,
		"Not validated on any real trial, not a medical device, not for patients outside the limits of the form.",
		"Supports people and does not decide. Never to be used to exclude patients or to press them: withdrawing is their right.",
	)
}

// messages is the troubleshooting table; README.md has the same for those who
// install.
var messages = [][]string{
	{"Ready offline", "Every file is stored on this device and was checked.", "Nothing. The network can be switched off."},
	{"Storing for offline use", "The app is being stored.", "Wait with closing the page until it is done, a few seconds."},
	{"Works only while this page stays open: … (private window?)", "The browser offers no service worker in this window.", "Use a normal window, or an up-to-date browser."},
	{"Works only while this page stays open: plain http …", "The address is plain http on another computer.", "Ask IT for an https address, or use the binary on this computer."},
	{"Not available offline: …", "A file could not be fetched, did not match its checksum, or the device's storage is full. The message says which.", "Free some storage, reload while connected; a checksum that stays wrong is for IT."},
	{"No prediction is possible.", "The line below it says why: a model or manifest file is damaged or missing, a setting of the site is outside its limits, or the self-test differed from LightGBM.", "Reload while connected. If it stays, IT corrects the setting named there, or compares the files with SHA256SUMS and deploys again."},
	{"… is not used, … stays in use", "A version that was chosen on the Model page did not pass its checks.", "Go on with the one in use. IT compares the files with SHA256SUMS."},
	{"The card cannot be shown: …", "The model card is damaged or could not be fetched. Predicting does not depend on it.", "Reload while connected. If it stays, IT deploys again."},
	{"Retain did not start. …", "The server could not be reached before the app was stored, a file is damaged, or the browser has no WebAssembly. The message says which.", "Connect once and reload; use a browser from 2021 or later."},
	{"Retain stopped because of an error in the program", "A fault of Retain, or the device has no memory left.", "Copy what you need, reload the page, and report it."},
	{"A newer version is stored", "The site was updated.", "Finish what you are doing, then press “Switch and reload”."},
	{"Caution. The number is a guess: …", "The answers lie outside what the training patients had, or such a combination was rare among them.", "Do not rely on the number; use the reasons you know."},
	{"Too little is known.", "More than three answers are not known.", "Find out one of those named there."},
	{"The browser did not copy it …", "The page is on plain http, or the browser was told to refuse the clipboard.", "The text is selected: copy it with the keyboard."},
}
