package config

import "net/url"

// Cache says where tiles are kept: in memory, then in each store that is configured.
type Cache struct {
	Memory  Size       `yaml:"memory" jsonschema:"default=256MiB" jsonschema_description:"What is kept in the memory of each server; 0B keeps nothing there."`
	Timeout Duration   `yaml:"timeout" jsonschema:"default=250ms" jsonschema_description:"For a store to answer; after that the tile is made. Writing may take ten times as long."`
	Files   CacheFiles `yaml:"files" jsonschema_description:"Tiles in files, which servers with the same folder share."`
	Redis   CacheRedis `yaml:"redis" jsonschema_description:"Tiles in Redis or Valkey, which servers share. Set its maxmemory and maxmemory-policy allkeys-lru."`
	S3      CacheS3    `yaml:"s3" jsonschema_description:"Tiles in a bucket of an S3-compatible service, which servers share. Give the bucket a rule that takes old objects away."`
}

// CacheFiles are tiles in a folder.
type CacheFiles struct {
	Folder  string `yaml:"folder" jsonschema_description:"The folder, from that of this file; it is made. Empty keeps no files."`
	MaxSize Size   `yaml:"max_size" jsonschema:"default=10GiB" jsonschema_description:"What the files may take together; those not used for longest go first."`
}

// CacheRedis are tiles in Redis.
type CacheRedis struct {
	URL    Secret   `yaml:"url" jsonschema_description:"The address, such as redis://:password@cache.example.org:6379/0, or rediss:// with TLS. Empty uses none."`
	Prefix string   `yaml:"prefix" jsonschema:"default=haavi" jsonschema_description:"What keys begin with."`
	MaxAge Duration `yaml:"max_age" jsonschema:"default=168h" jsonschema_description:"After which a tile is forgotten; 0s never."`
}

// CacheS3 are tiles in a bucket.
type CacheS3 struct {
	Endpoint  string `yaml:"endpoint" jsonschema_description:"The address of the service, such as https://s3.eu-north-1.amazonaws.com. Empty uses none."`
	Region    string `yaml:"region" jsonschema:"default=us-east-1" jsonschema_description:"The region of the bucket."`
	Bucket    string `yaml:"bucket" jsonschema_description:"The bucket, which must be there."`
	Prefix    string `yaml:"prefix" jsonschema:"default=haavi" jsonschema_description:"What the names of objects begin with."`
	AccessKey string `yaml:"access_key" jsonschema_description:"The access key; AWS_ACCESS_KEY_ID of the environment when absent."`
	SecretKey Secret `yaml:"secret_key" jsonschema_description:"The secret key; AWS_SECRET_ACCESS_KEY of the environment when absent."`
}

func (v *validator) cache() {
	c := v.Cache
	if c.Timeout == 0 {
		v.add("cache.timeout", "is no time at all", "write a duration such as 250ms")
	}
	if c.Files.Folder != "" && c.Files.MaxSize < 1<<20 {
		v.add("cache.files.max_size", "is too small for tiles", "write at least 1MiB")
	}
	if u, err := url.Parse(c.Redis.URL.Reveal()); c.Redis.URL != "" && (err != nil || u.Scheme != "redis" && u.Scheme != "rediss" && u.Scheme != "unix") {
		v.add("cache.redis.url", "is no address of Redis", "write it as redis://cache.example.org:6379/0")
	}
	switch {
	case c.S3.Endpoint != "" && !IsWebAddress(c.S3.Endpoint):
		v.bad("cache.s3.endpoint", c.S3.Endpoint, "is no web address", "write it with http:// or https://")
	case c.S3.Endpoint != "" && c.S3.Bucket == "":
		v.add("cache.s3", "lacks the key bucket", "add it")
	}
}
