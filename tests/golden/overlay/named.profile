liosh: 1
backstores:
  fileio:
    a: { path: /srv/a, size: 1GiB, attributes: { queue_depth: 32 } }
    new: { path: /srv/new, size: 1MiB }
  user:
    u: { config: two/x, size: 1G }
iscsi:
  iqn.2026-11.org.example:one:
    tpg1:
      chap: { userid: fresh }
      luns: { 1: fileio/new, 2: fileio/a }
      acls:
        iqn.2026-11.org.example:h1: { luns: { 1: 1 } }
        iqn.2026-11.org.example:h3: { luns: { 0: 2 } }
