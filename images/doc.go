// Package images is the catalogue of languages and of the images their
// programs run in. A language is a folder of data: a Dockerfile, pinned by
// digest, and language.json, its catalogue entry. A further language is a
// further folder, and no Go.
package images
