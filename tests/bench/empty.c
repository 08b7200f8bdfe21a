/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a start costs that does nothing: linked with every library that liosh has. */
int main(void)
{
	return 0;
}
