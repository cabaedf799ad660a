package ows

import (
	"errors"
	"fmt"
	"net/http"
)

// Error is a request that a service refuses, version-neutral. A protocol turns it
// into its own exception form. Text is for the client and says what to do; Cause
// is for the log and never shown.
type Error struct {
	// Code is the exception code of the standard ("InvalidParameterValue").
	Code string
	// Locator is the parameter at fault, in lower case.
	Locator string
	Text    string
	// Status is the HTTP status; 0 means 400.
	Status int
	Cause  error
}

func (e *Error) Error() string { return e.Text }
func (e *Error) Unwrap() error { return e.Cause }

// HTTPStatus is the status to answer with.
func (e *Error) HTTPStatus() int {
	if e.Status == 0 {
		return http.StatusBadRequest
	}
	return e.Status
}

// The exception codes of OWS Common 1.1.0, table 27, that Haavi uses.
const (
	MissingParameterValue     = "MissingParameterValue"
	InvalidParameterValue     = "InvalidParameterValue"
	OperationNotSupported     = "OperationNotSupported"
	OperationProcessingFailed = "OperationProcessingFailed"
	VersionNegotiationFailed  = "VersionNegotiationFailed"
	InvalidUpdateSequence     = "InvalidUpdateSequence"
	NoApplicableCode          = "NoApplicableCode"
)

// Missing is a mandatory parameter that was not given.
func Missing(param string) *Error {
	return &Error{Code: MissingParameterValue, Locator: param, Text: fmt.Sprintf("parameter %q is missing", param)}
}

// Invalid is a parameter whose value is not understood.
func Invalid(param, format string, args ...any) *Error {
	return &Error{Code: InvalidParameterValue, Locator: param, Text: fmt.Sprintf(format, args...)}
}

// Internal is a fault of ours: the client learns only that it happened.
func Internal(cause error) *Error {
	return &Error{Code: NoApplicableCode, Text: "the server could not answer; the reason is in its log under the request's id", Status: http.StatusInternalServerError, Cause: cause}
}

// AsError returns err as an *Error, an unknown one as Internal.
func AsError(err error) *Error {
	if e := (*Error)(nil); errors.As(err, &e) {
		return e
	}
	return Internal(err)
}
