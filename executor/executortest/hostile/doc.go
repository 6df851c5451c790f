// Package hostile holds programs that try to break out, to break down or to
// lie, and says how each of them must end. They are data, so that whatever runs
// programs through the documented API can be put to the test.
//
// A case is a file programs/FAMILY/NAME.json beside NAME.py and NAME.js, its
// source in each language. The JSON is read strictly: see [Case] for its members
// and [Expectation] for what may be expected. A source that uses a part of
// programs/lib is sent with that part in front of it. programs/list.json has the
// families, and the rows of the list that the cases must cover between them.
package hostile
