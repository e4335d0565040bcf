//! `docker run` commands as a starting point.

use shared::dialect::{Dialect, import};
use shared::issue::DocumentKind::{Service, TaskDefinition};
use shared::json::Json;

use super::{notes, only, read};

fn container(command: &str) -> (String, String) {
    let import = read(command);
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

#[test]
fn a_command_over_lines_becomes_a_task_definition_and_a_service() {
    let import = read(
        "$ docker run -d --name web -p 8080:80 \\\n  -e A=1 -e 'B=two words' --env C \\\n  --health-cmd='curl -f localhost' --health-interval 30s \\\n  --memory=512m --cpus .5 --restart=always \\\n  registry/app/nginx:1 serve --fast\n",
    );
    assert_eq!(import.dialect, Dialect::DockerRun);
    assert_eq!(
        only(&import, TaskDefinition).json().to_compact(),
        concat!(
            r#"{"family":"web","networkMode":"awsvpc","requiresCompatibilities":["FARGATE"],"cpu":"512","memory":"1024","containerDefinitions":[{"name":"web","image":"registry/app/nginx:1","#,
            r#""portMappings":[{"containerPort":80}],"environment":[{"name":"A","value":"1"},{"name":"B","value":"two words"},{"name":"C","value":"${C}"}],"#,
            r#""healthCheck":{"command":["CMD-SHELL","curl -f localhost"],"interval":30},"memory":512,"cpu":512,"restartPolicy":{"enabled":true},"command":["serve","--fast"]}]}"#
        )
    );
    assert!(import.first(Service).is_some());
}

#[test]
fn each_flag_has_its_place() {
    for (flags, contains) in [
        ("-itd", r#""interactive":true,"pseudoTerminal":true"#),
        ("-itp8080:80", r#""portMappings":[{"containerPort":80}]"#),
        (
            "-u 1000:1000 -w /app -h host",
            r#""user":"1000:1000","workingDirectory":"/app","hostname":"host""#,
        ),
        ("--entrypoint '/a b'", r#""entryPoint":["/a b"]"#),
        (
            "-v data:/d:ro -v /h:/h",
            r#""mountPoints":[{"sourceVolume":"data","containerPath":"/d","readOnly":true},{"sourceVolume":"host-h","containerPath":"/h"}]"#,
        ),
        (
            "--mount type=volume,src=v,dst=/d,readonly",
            r#""mountPoints":[{"sourceVolume":"v","containerPath":"/d","readOnly":true}]"#,
        ),
        (
            "--link db:alias --add-host a:1.2.3.4 --dns 1.1.1.1",
            r#""links":["db:alias"],"extraHosts":[{"hostname":"a","ipAddress":"1.2.3.4"}],"dnsServers":["1.1.1.1"]"#,
        ),
        (
            "--privileged --read-only --init",
            r#""privileged":true,"readonlyRootFilesystem":true,"linuxParameters":{"initProcessEnabled":true}"#,
        ),
        (
            "--cap-add NET_ADMIN --cap-drop=ALL",
            r#""capabilities":{"add":["NET_ADMIN"],"drop":["ALL"]}"#,
        ),
        (
            "--ulimit nofile=1024:2048 --ulimit nproc=5",
            r#""ulimits":[{"name":"nofile","softLimit":1024,"hardLimit":2048},{"name":"nproc","softLimit":5,"hardLimit":5}]"#,
        ),
        (
            "--sysctl net.core.somaxconn=1024",
            r#""systemControls":[{"namespace":"net.core.somaxconn","value":"1024"}]"#,
        ),
        ("-l a=b --label c", r#""dockerLabels":{"a":"b","c":""}"#),
        (
            "--log-driver awslogs --log-opt awslogs-group=/a --log-opt=awslogs-region=r",
            r#""logConfiguration":{"logDriver":"awslogs","options":{"awslogs-group":"/a","awslogs-region":"r"}}"#,
        ),
        (
            "--shm-size 64m --tmpfs /run:size=1m",
            r#""linuxParameters":{"sharedMemorySize":64,"tmpfs":[{"containerPath":"/run","size":1}]}"#,
        ),
        (
            "--gpus all --stop-timeout 30",
            r#""resourceRequirements":[{"type":"GPU","value":"1"}],"stopTimeout":30"#,
        ),
        (
            "-m 1g --memory-reservation 512m -c 512",
            r#""memory":1024,"memoryReservation":512,"cpu":512"#,
        ),
        (
            "-e URL=\"$BASE/x\"",
            r#"{"name":"URL","value":"${BASE}/x"}"#,
        ),
        ("--frobnicate=1 --rm --sig-proxy=false", r#""image":"img""#),
    ] {
        let (json, notes) = container(&format!("docker run {flags} img cmd"));
        assert!(json.contains(contains), "{flags}\n{json}\n{notes}");
        assert!(json.contains(r#""command":["cmd"]"#), "{flags}\n{json}");
    }
}

#[test]
fn what_has_no_place_is_told_by_its_flag() {
    for (flags, said) in [
        (
            "--env-file .env",
            "--env-file: ECS reads variables from S3 alone",
        ),
        ("--network mynet", "--network: `mynet` has no counterpart"),
        ("--pids-limit 5", "--pids-limit: this has no counterpart"),
        ("-P", "-P: this has no counterpart"),
        (
            "--new-thing x",
            "--new-thing: this flag of `docker run` is not known here",
        ),
        ("-v ./a:/a", "-v: this path is of your own computer"),
        (
            "--stop-signal=SIGINT",
            "--stop-signal: this has no counterpart",
        ),
    ] {
        let (json, notes) = container(&format!("docker run {flags} img cmd"));
        assert!(notes.contains(said), "{flags}\n{notes}");
        assert!(json.contains(r#""image":"img""#), "{json}");
    }
    let (_, notes) = container("docker run --token-thing hunter2 img cmd");
    assert!(!notes.contains("hunter2"), "{notes}");
}

#[test]
fn several_commands_make_one_task() {
    let import = read(
        "#!/bin/sh\nset -e\ndocker network create x\nsudo docker container run -d redis # the cache\ndocker run -d redis && echo done\n",
    );
    let text = only(&import, TaskDefinition).json().to_compact();
    assert!(
        text.contains(r#"{"name":"redis","image":"redis"},{"name":"redis-2","image":"redis"}"#),
        "{text}"
    );
    let notes = notes(&import);
    assert!(
        notes.contains("line 3: this is no `docker run` and is passed over"),
        "{notes}"
    );
    assert!(
        notes.contains("line 5: what stands behind the command is passed over"),
        "{notes}"
    );
}

#[test]
fn a_command_that_cannot_be_read_says_where() {
    for (text, contains) in [
        ("docker run -e 'A=1 nginx", "line 1: a quote is opened"),
        (
            "\ndocker run -it",
            "line 2: this `docker run` names no image",
        ),
    ] {
        let error = import(text, None).unwrap_err();
        assert!(error.to_string().contains(contains), "{error}");
        assert!(error.line().is_some());
    }
}

#[test]
fn a_task_that_is_removed_has_no_service() {
    let import = read("docker run --rm -it alpine sh");
    assert!(import.first(Service).is_none());
}
