package cache

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/url"
	"strings"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// S3Options say where objects are kept.
type S3Options struct {
	// Endpoint is the address of the service (https://s3.eu-north-1.amazonaws.com).
	Endpoint, Region, Bucket string
	// Prefix begins the names of objects.
	Prefix string
	// AccessKey and SecretKey are the credentials; without them those of the environment are used (AWS_ACCESS_KEY_ID).
	AccessKey, SecretKey string
}

// objects keeps tiles as objects of an S3-compatible service. Old ones are for a rule of the bucket to take away.
type objects struct {
	client         *minio.Client
	bucket, prefix string
}

// maxObject is the largest object that is read.
const maxObject = 64 << 20

// S3 returns a store in a bucket. No connection is made yet.
func S3(o S3Options) (Store, error) {
	u, err := url.Parse(o.Endpoint)
	if err != nil || u.Host == "" {
		return nil, fmt.Errorf("the endpoint %.100q is no web address", o.Endpoint)
	}
	keys := credentials.NewEnvAWS()
	if o.AccessKey != "" {
		keys = credentials.NewStaticV4(o.AccessKey, o.SecretKey, "")
	}
	region := o.Region
	if region == "" {
		region = "us-east-1" // else the client asks the service before each first use of a bucket
	}
	c, err := minio.New(u.Host, &minio.Options{Creds: keys, Secure: u.Scheme == "https", Region: region, MaxRetries: 1})
	if err != nil {
		return nil, err
	}
	prefix := strings.Trim(o.Prefix, "/")
	if prefix != "" {
		prefix += "/"
	}
	return &objects{c, o.Bucket, prefix}, nil
}

func (o *objects) Name() string { return "s3" }

// Get implements Store.
func (o *objects) Get(ctx context.Context, path string) ([]byte, error) {
	object, err := o.client.GetObject(ctx, o.bucket, o.prefix+path, minio.GetObjectOptions{})
	if err != nil {
		return nil, err
	}
	b, err := io.ReadAll(io.LimitReader(object, maxObject))
	if minio.ToErrorResponse(err).Code == "NoSuchKey" {
		b, err = nil, nil
	}
	return b, errors.Join(err, object.Close())
}

// Put implements Store.
func (o *objects) Put(ctx context.Context, path string, blob []byte, _ bool) error {
	_, err := o.client.PutObject(ctx, o.bucket, o.prefix+path, bytes.NewReader(blob), int64(len(blob)),
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	return err
}

// Delete implements Store.
func (o *objects) Delete(ctx context.Context, folder string, wanted func(string) bool) (n int, err error) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel() // ends the listing
	for info := range o.client.ListObjects(ctx, o.bucket, minio.ListObjectsOptions{Prefix: o.prefix + folder, Recursive: true}) {
		if info.Err != nil {
			return n, info.Err
		}
		if !wanted(strings.TrimPrefix(info.Key, o.prefix)) {
			continue
		}
		if err := o.client.RemoveObject(ctx, o.bucket, info.Key, minio.RemoveObjectOptions{}); err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// Close implements Store.
func (o *objects) Close() error { return nil }
