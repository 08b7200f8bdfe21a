# SPDX-License-Identifier: GPL-3.0-or-later
# Inside the emulated machine: what strace is asked for, so that tests/vm/modifying finds
# all that it looks at. More calls would only be slower.

# shellcheck disable=SC2034 # for whoever loads it
CALLS="open,openat,?openat2,creat,mkdir,mkdirat,rmdir,unlink,unlinkat,link,linkat,symlink,\
symlinkat,rename,renameat,renameat2,mknod,mknodat,chmod,fchmod,fchmodat,chown,fchown,\
lchown,fchownat,truncate,ftruncate,fallocate,write,writev,pwrite64,pwritev,pwritev2,ioctl,\
setxattr,lsetxattr,fsetxattr,removexattr,lremovexattr,fremovexattr,utimensat,futimesat,\
utime,utimes,mount,umount2,?fsopen,?fsmount,?fsconfig,?move_mount,?open_tree,\
?mount_setattr,pivot_root,chroot,init_module,finit_module,delete_module"
# shellcheck disable=SC2034
TRACING=(-f -y -s 256 --seccomp-bpf -e "trace=$CALLS")
