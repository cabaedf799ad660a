package source

import "regexp"

var fleeting = regexp.MustCompile(`(?i)\b(current_(date|time|timestamp|user|role|setting)|local(time|timestamp)|now|(clock|statement|transaction)_timestamp|timeofday|random|session_user|setseed|julianday|strftime|datetime|dblink\w*)\b`)

// Fleeting says that the text of a statement or view may give other rows although no table was written to, such as those of the last month. It
// looks for words alone, and so may say it of a statement that does not.
func Fleeting(sql string) bool { return fleeting.MatchString(sql) }
