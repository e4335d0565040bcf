# The shop as it runs on a laptop.
docker run -d --name web -p 8080:80 -e A=1 --env B="two words" \
  -v /srv:/srv:ro --mount type=tmpfs,target=/tmp --memory 512m --cpus 0.5 \
  --health-cmd 'curl -f localhost' --ulimit nofile=1024:2048 --cap-add SYS_PTRACE \
  nginx:alpine nginx -g 'daemon off;'
docker run --rm busybox
