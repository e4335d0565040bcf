-- Somebody has roles in environments, each by its name, or everywhere, which is ''.
create table grants (
    user_name text not null references users (name) on delete cascade,
    environment text not null,
    role text not null,
    primary key (user_name, environment, role)
);

insert into grants (user_name, environment, role) select name, '', role from users;
alter table users drop column role;
