package wms

import (
	"bytes"
	"context"
	"image"
	"net/http"

	"haavi/internal/ows"
)

// canvasFor waits until there is room to draw a picture of a size, and returns how to give the room back. A picture counts by its
// pixels, so that many small ones are drawn at a time but few large ones; one that alone has more than the limit is drawn by itself.
func (c *call) canvasFor(size image.Point) (done func(), err error) {
	pixels := min(int64(size.X)*int64(size.Y), c.o.MaxPixels)
	if !c.canvas.TryAcquire(pixels) {
		ctx, cancel := context.WithTimeout(c.r.Context(), c.o.MaxWait)
		defer cancel()
		if err := c.canvas.Acquire(ctx, pixels); err != nil {
			return nil, &ows.Error{Code: ows.NoApplicableCode, Status: http.StatusServiceUnavailable,
				Text: "too many maps are being drawn; ask again in some seconds, or for a smaller picture"}
		}
	}
	return func() { c.canvas.Release(pixels) }, nil
}

// drawn draws and encodes a picture when there is room for it. The room is free again before the picture is sent: a slow client does
// not hold it.
func (c *call) drawn(format *imageFormat, size image.Point, draw func() (*image.RGBA, error)) ([]byte, error) {
	done, err := c.canvasFor(size)
	if err != nil {
		return nil, err
	}
	defer done()
	img, err := draw()
	if err != nil {
		return nil, err
	}
	var body bytes.Buffer
	err = format.encode(&body, img)
	return body.Bytes(), err
}
