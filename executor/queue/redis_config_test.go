package queue

import (
	"encoding/json"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/hibiken/asynq"
)

func TestRedisConfigParse(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		cfg  RedisConfig
		want asynq.RedisConnOpt // but for TLS
		tls  string             // name that the certificate must have
	}{
		{RedisConfig{Host: "h"}, asynq.RedisClientOpt{Addr: "h:6379"}, ""},
		{RedisConfig{Host: "::1", Port: 1, Password: "p"}, asynq.RedisClientOpt{Addr: "[::1]:1", Password: "p"}, ""},
		{RedisConfig{URL: "redis://h"}, asynq.RedisClientOpt{Addr: "h:6379"}, ""},
		{RedisConfig{URL: "redis://h/"}, asynq.RedisClientOpt{Addr: "h:6379"}, ""},
		{RedisConfig{URL: "redis://[::1]/2"}, asynq.RedisClientOpt{Addr: "[::1]:6379", DB: 2}, ""},
		{RedisConfig{URL: "redis://u:p%40@h:1/2", Host: "x", Password: "x"},
			asynq.RedisClientOpt{Addr: "h:1", Username: "u", Password: "p@", DB: 2}, ""},
		{RedisConfig{URL: "redis://h:1", Password: "p"}, asynq.RedisClientOpt{Addr: "h:1", Password: "p"}, ""},
		{RedisConfig{URL: "rediss://:p@h:1"}, asynq.RedisClientOpt{Addr: "h:1", Password: "p"}, "h"},
		{RedisConfig{URL: "redis-socket://:p@/run/redis.sock?db=3"},
			asynq.RedisClientOpt{Network: "unix", Addr: "/run/redis.sock", Password: "p", DB: 3}, ""},
		{RedisConfig{URL: "redis-sentinel://:s@a:1,b,c:3?master=m", Password: "p"},
			asynq.RedisFailoverClientOpt{MasterName: "m", SentinelAddrs: []string{"a:1", "b:26379", "c:3"}, SentinelPassword: "s", Password: "p"}, ""},
	} {
		got, err := c.cfg.parse()
		if err != nil {
			t.Errorf("parse(%#q) = %v", c.cfg.URL, err)
			continue
		}
		name := ""
		if opt, ok := got.(asynq.RedisClientOpt); ok && opt.TLSConfig != nil {
			name = opt.TLSConfig.ServerName
			opt.TLSConfig = nil
			got = opt
		}
		if !reflect.DeepEqual(got, c.want) || name != c.tls {
			t.Errorf("parse(%#q) = %+v, TLS %q, want %+v, TLS %q", c.cfg.URL, got, name, c.want, c.tls)
		}
	}
}

// TestRedisConfigMistakes also looks that no error tells the password.
func TestRedisConfigMistakes(t *testing.T) {
	t.Parallel()
	const password = "correct-horse"
	for _, url := range []string{
		"", "redis://", "redis:///0", "http://:" + password + "@h", "h:6379", ":" + password + "@h:6379",
		"redis://:" + password + "@h:port", "redis://:" + password + "@h/db", "redis://:" + password + "%@h",
		"redis://:" + password + "\x7f@h", "redis-socket://:" + password + "@", "redis-socket:///s?db=x" + password,
		"redis-sentinel://:" + password + "@h:1", "redis-sentinel://?master=m",
	} {
		r, err := NewRedis(RedisConfig{URL: url, Password: password})
		if err == nil {
			_ = r.Close()
			t.Errorf("NewRedis(%q) = nil, want an error", url)
			continue
		}
		if strings.Contains(err.Error(), password) {
			t.Errorf("NewRedis(%q) = %v, which tells the password", url, err)
		}
	}
}

func TestRedisConfigIsNotPrinted(t *testing.T) {
	t.Parallel()
	const secret = "correct-horse"
	cfg := RedisConfig{URL: "redis://:" + secret + "@h", Password: secret}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		if text := fmt.Sprintf(verb, cfg); strings.Contains(text, secret) {
			t.Errorf("%s prints %s", verb, text)
		}
	}
	if text, err := json.Marshal(cfg); err != nil || strings.Contains(string(text), secret) {
		t.Errorf("JSON is %s, %v", text, err)
	}
}
