# For the provider hashicorp/aws 6.25.0 and later.

resource "aws_ecs_task_definition" "web" {
  # inferenceAccelerators has no argument: [{"deviceName":"a","deviceType":"b"}]
  family                   = "web"
  cpu                      = "256"
  memory                   = "512"
  network_mode             = "awsvpc"
  requires_compatibilities = ["FARGATE"]

  container_definitions = jsonencode([
    {
      name    = "web"
      image   = "$${IMAGE}"
      command = ["echo", "a\n%%{if}"]
      portMappings = [
        {
          containerPort = 80
        },
      ]
      logConfiguration = {
        logDriver = "awslogs"
        options = {
          "awslogs-group" = "/web"
        }
      }
    },
  ])

  tags = {
    team = "a"
  }

  volume {
    name = "data"

    efs_volume_configuration {
      file_system_id = "fs-1"

      authorization_config {
        iam = "ENABLED"
      }
    }
  }

  volume {
    name      = "host"
    host_path = "/x"
  }
}

resource "aws_ecs_service" "web" {
  name                       = "web"
  cluster                    = "prod"
  task_definition            = aws_ecs_task_definition.web.arn
  desired_count              = 2
  deployment_maximum_percent = 200

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  deployment_configuration {
    bake_time_in_minutes = "5"
  }

  network_configuration {
    subnets          = ["subnet-1"]
    assign_public_ip = true
  }

  load_balancer {
    target_group_arn = "arn"
    container_name   = "web"
    container_port   = 80
  }
}
