//! docker-compose files as a starting point.

use shared::dialect::{Dialect, import};
use shared::issue::DocumentKind::{Service, TaskDefinition};
use shared::json::Json;

use super::{notes, only, read};

/// The first container of a compose file with one service of these members.
fn container(members: &str) -> (String, String) {
    let import = read(&format!(
        "name: app\nservices:\n  web:\n    image: nginx\n{}",
        indented(members)
    ));
    let json = only(&import, TaskDefinition)
        .json()
        .get("containerDefinitions")
        .unwrap();
    (
        json.as_array()
            .and_then(<[Json]>::first)
            .unwrap()
            .to_compact(),
        notes(&import),
    )
}

fn indented(members: &str) -> String {
    format!("    {}\n", members.replace('\n', "\n    "))
}

const FILE: &str = r#"
name: shop
x-common: &common
  restart: unless-stopped
  environment: &env
    LOG: info
services:
  web:
    <<: *common
    image: shop/web:${TAG:-latest}
    build: .
    command: serve --port "80 80"
    entrypoint: ["/bin/entry", "-v"]
    environment:
      <<: *env
      PORT: 8080
      DEBUG: true
      FROM_SHELL:
    ports:
      - "8080:80"
      - 9000
      - target: 53
        published: 53
        protocol: udp
    depends_on:
      db:
        condition: service_healthy
      migrate:
        condition: service_completed_successfully
      cache: {condition: service_started}
    volumes:
      - data:/data:ro
    deploy:
      replicas: 3
      resources:
        limits: {cpus: "0.50", memory: 512M}
        reservations: {memory: 256M}
    healthcheck:
      test: curl -f localhost
      interval: 1m30s
      timeout: 10s
      retries: 3
      start_period: 40s
  db:
    image: postgres:16
    healthcheck: {test: [CMD, pg_isready]}
    expose: ["5432"]
  migrate:
    build: ./migrate
    depends_on: [db]
  cache:
    image: redis
volumes:
  data:
networks:
  front:
secrets:
  key: {file: ./key}
"#;

#[test]
fn a_file_becomes_a_task_definition_and_a_service() {
    let import = read(FILE);
    assert_eq!(import.dialect, Dialect::Compose);
    assert_eq!(
        only(&import, TaskDefinition).json().to_compact(),
        concat!(
            r#"{"family":"shop","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"512","memory":"1024","containerDefinitions":["#,
            r#"{"name":"web","image":"shop/web:${TAG:-latest}","command":["serve","--port","80 80"],"entryPoint":["/bin/entry","-v"],"#,
            r#""environment":[{"name":"PORT","value":"8080"},{"name":"DEBUG","value":"true"},{"name":"FROM_SHELL","value":"${FROM_SHELL}"},{"name":"LOG","value":"info"}],"#,
            r#""portMappings":[{"containerPort":80},{"containerPort":9000},{"containerPort":53,"protocol":"udp"}],"#,
            r#""mountPoints":[{"sourceVolume":"data","containerPath":"/data","readOnly":true}],"cpu":512,"memory":512,"memoryReservation":256,"#,
            r#""healthCheck":{"command":["CMD-SHELL","curl -f localhost"],"interval":90,"timeout":10,"retries":3,"startPeriod":40},"restartPolicy":{"enabled":true},"#,
            r#""dependsOn":[{"containerName":"db","condition":"HEALTHY"},{"containerName":"migrate","condition":"SUCCESS"},{"containerName":"cache","condition":"START"}]},"#,
            r#"{"name":"db","image":"postgres:16","healthCheck":{"command":["CMD","pg_isready"]},"portMappings":[{"containerPort":5432}]},"#,
            r#"{"name":"migrate","image":"${MIGRATE_IMAGE}","dependsOn":[{"containerName":"db","condition":"START"}],"essential":false},"#,
            r#"{"name":"cache","image":"redis"}],"volumes":[{"name":"data"}]}"#
        )
    );
    assert_eq!(
        only(&import, Service).json().to_compact(),
        r#"{"serviceName":"shop","taskDefinition":"@@TASKDEFINITION_ARN@@","launchType":"FARGATE","desiredCount":3,"networkConfiguration":{"awsvpcConfiguration":{"subnets":["${SUBNET_ID}"],"securityGroups":["${SECURITY_GROUP_ID}"]}}}"#
    );
    let notes = notes(&import);
    for said in [
        "services.web.build: ECS builds nothing",
        "web: the task has an address of its own and listens on port 80, not 8080",
        "services.migrate: there is no image; ${MIGRATE_IMAGE} stands for it",
        "networks: the containers of one task share its network",
        "secrets: put them into Secrets Manager",
        "volumes: a volume on Fargate lives as long as its task",
    ] {
        assert!(notes.contains(said), "{said}\n{notes}");
    }
}

#[test]
fn what_fargate_does_not_have_goes_to_ec2() {
    let (json, notes) = container(
        "ports: [\"8080:80\"]\nprivileged: true\nlinks: [db]\nvolumes: [\"/var/log:/log\", \"./conf:/etc/app:ro,z\"]",
    );
    assert!(
        json.contains(r#"{"containerPort":80,"hostPort":8080}"#),
        "{json}"
    );
    assert!(json.contains(r#""memoryReservation":512"#), "{json}");
    assert!(
        json.contains(r#"{"sourceVolume":"host-var-log","containerPath":"/log"}"#),
        "{json}"
    );
    assert!(
        notes.contains("made for EC2 because of links, privileged, sourcePath"),
        "{notes}"
    );
    assert!(
        notes.contains("services.web.volumes[0]: this is a folder of the instance"),
        "{notes}"
    );
    assert!(
        notes.contains("services.web.volumes[1]: ECS has no mount option `z`"),
        "{notes}"
    );
}

/// Members of a service, and what is in the container that is made of it.
const MEMBERS: &[(&str, &str)] = &[
    ("command: [a, 1]", r#""command":["a","1"]"#),
    (
        "environment:\n  - A=1=2\n  - B",
        r#""environment":[{"name":"A","value":"1=2"},{"name":"B","value":"${B}"}]"#,
    ),
    (
        "environment: {A: \"$$x $Y\"}",
        r#"{"name":"A","value":"$x ${Y}"}"#,
    ),
    (
        "ports: [\"22:22\"]",
        r#""portMappings":[{"containerPort":22}]"#,
    ),
    ("ports: [22:22]", r#""portMappings":[{"containerPort":22}]"#),
    (
        "ports: [\"${P:-80}:80\"]",
        r#""portMappings":[{"containerPort":80}]"#,
    ),
    (
        "ports: [\"127.0.0.1:80:80\", \"[::1]:81:81\"]",
        r#"[{"containerPort":80},{"containerPort":81}]"#,
    ),
    (
        "ports: [\"3000-3005\"]",
        r#"[{"containerPortRange":"3000-3005"}]"#,
    ),
    ("labels: [a=b, c]", r#""dockerLabels":{"a":"b","c":""}"#),
    ("labels: {a.b: 1}", r#""dockerLabels":{"a.b":"1"}"#),
    (
        "mem_limit: 1g\nmem_reservation: 524288k\ncpus: 1.5",
        r#""memory":1024,"memoryReservation":512,"cpu":1536"#,
    ),
    (
        "memswap_limit: 2g\nmem_limit: 1g",
        r#""linuxParameters":{"maxSwap":1024}"#,
    ),
    ("stop_grace_period: 1m30s", r#""stopTimeout":90"#),
    (
        "tty: true\nstdin_open: true\ninit: true\nread_only: true",
        r#""pseudoTerminal":true,"interactive":true,"linuxParameters":{"initProcessEnabled":true},"readonlyRootFilesystem":true"#,
    ),
    ("shm_size: 64mb", r#""sharedMemorySize":64"#),
    (
        "tmpfs: /run:size=64m,noexec",
        r#""tmpfs":[{"containerPath":"/run","size":64,"mountOptions":["noexec"]}]"#,
    ),
    (
        "cap_add: [NET_ADMIN]\ncap_drop: [ALL]",
        r#""capabilities":{"add":["NET_ADMIN"],"drop":["ALL"]}"#,
    ),
    (
        "ulimits: {nproc: 65535, nofile: {soft: 1, hard: 2}}",
        r#""ulimits":[{"name":"nproc","softLimit":65535,"hardLimit":65535},{"name":"nofile","softLimit":1,"hardLimit":2}]"#,
    ),
    (
        "sysctls: {net.core.somaxconn: 1024}",
        r#""systemControls":[{"namespace":"net.core.somaxconn","value":"1024"}]"#,
    ),
    (
        "extra_hosts: [\"a:1.2.3.4\", b=::1]",
        r#""extraHosts":[{"hostname":"a","ipAddress":"1.2.3.4"},{"hostname":"b","ipAddress":"::1"}]"#,
    ),
    (
        "dns: 1.1.1.1\ndns_search: [a, b]",
        r#""dnsServers":["1.1.1.1"],"dnsSearchDomains":["a","b"]"#,
    ),
    (
        "devices: [\"/dev/a:/dev/b:rw\"]",
        r#""devices":[{"hostPath":"/dev/a","containerPath":"/dev/b","permissions":["read","write"]}]"#,
    ),
    (
        "logging: {driver: json-file, options: {max-size: 10}}",
        r#""logConfiguration":{"logDriver":"json-file","options":{"max-size":"10"}}"#,
    ),
    (
        "restart: on-failure:3",
        r#""restartPolicy":{"enabled":true,"ignoredExitCodes":[0]}"#,
    ),
    (
        "user: 1000\nworking_dir: /app\nhostname: h",
        r#""user":"1000","workingDirectory":"/app","hostname":"h""#,
    ),
    (
        "gpus: 2",
        r#""resourceRequirements":[{"type":"GPU","value":"2"}]"#,
    ),
    (
        "volumes:\n  - {type: tmpfs, target: /t, tmpfs: {size: 1048576}}",
        r#""tmpfs":[{"containerPath":"/t","size":1}]"#,
    ),
    (
        "volumes:\n  - {type: volume, source: v, target: /t, read_only: true}",
        r#""mountPoints":[{"sourceVolume":"v","containerPath":"/t","readOnly":true}]"#,
    ),
    ("volumes: [\"C:\\\\data:/d\"]", r#""containerPath":"/d""#),
    (
        "security_opt: [no-new-privileges]",
        r#""dockerSecurityOptions":["no-new-privileges"]"#,
    ),
];

#[test]
fn each_member_has_its_place() {
    for (members, contains) in MEMBERS {
        let (json, notes) = container(members);
        assert!(json.contains(contains), "{members}\n{json}\n{notes}");
    }
}

#[test]
fn what_has_no_place_is_told() {
    for (members, said) in [
        (
            "env_file: .env",
            "services.web.env_file: ECS reads variables from S3 alone",
        ),
        ("profiles: [a]", "services.web.profiles"),
        ("container_name: x", "services.web.container_name"),
        (
            "frobnicate: 1",
            "services.web.frobnicate: this has no counterpart",
        ),
        (
            "restart: on-failure:3",
            "services.web.restart: ECS does not count restarts",
        ),
        (
            "healthcheck: {disable: true}",
            "services.web.healthcheck: ECS has no check unless",
        ),
        (
            "healthcheck: {test: x, start_interval: 1s}",
            "services.web.healthcheck.start_interval",
        ),
        (
            "deploy: {placement: {constraints: [a]}}",
            "services.web.deploy.placement",
        ),
        (
            "deploy: {resources: {limits: {pids: 1}}}",
            "services.web.deploy.resources.limits.pids",
        ),
        (
            "network_mode: service:db",
            "services.web.network_mode: `service:db`",
        ),
        (
            "depends_on: [nobody]",
            "services.web.depends_on: there is no service nobody",
        ),
        (
            "command: echo 'x",
            "services.web.command: the quotes are not closed",
        ),
        ("tmpfs: /run", "services.web.tmpfs: ECS needs a size"),
        (
            "ports: [x]",
            "services.web.ports[0]: a text is not understood here",
        ),
        (
            "mem_limit: lots",
            "services.web.mem_limit: a text is not understood here",
        ),
    ] {
        let (_, notes) = container(members);
        assert!(notes.contains(said), "{members}\n{notes}");
    }
}

#[test]
fn drivers_and_global_services() {
    let import = read(
        "name: a\nservices: {w: {image: i, volumes: ['nfs:/n'], deploy: {mode: global}}}\nvolumes: {nfs: {driver_opts: {type: nfs, o: addr=1}}}\n",
    );
    let json = only(&import, TaskDefinition).json();
    assert_eq!(
        json.get("volumes").unwrap().to_compact(),
        r#"[{"name":"nfs","dockerVolumeConfiguration":{"scope":"shared","autoprovision":true,"driver":"local","driverOpts":{"type":"nfs","o":"addr=1"}}}]"#
    );
    let service = only(&import, Service).json();
    assert_eq!(
        service.get("schedulingStrategy"),
        Some(&Json::from("DAEMON"))
    );
    assert_eq!(service.get("desiredCount"), None);
}

#[test]
fn names_are_made_to_fit() {
    let import = read("services: {my.web: {image: a, depends_on: [my.db]}, my.db: {image: b}}");
    let text = only(&import, TaskDefinition).json().to_compact();
    assert!(text.contains(r#""name":"my-web","image":"a","dependsOn":[{"containerName":"my-db","condition":"START"}]"#), "{text}");
    assert!(
        notes(&import)
            .contains("services.my.web: ECS takes no such name; the container is called my-web")
    );
}

#[test]
fn the_first_version_and_empty_files() {
    let old = read("web:\n  image: a\n  ports: ['80:80']\ndb:\n  build: .\n");
    assert_eq!(old.dialect, Dialect::Compose);
    let error = import("services: {}\n", None).unwrap_err();
    assert!(error.to_string().contains("has no services"), "{error}");
}
