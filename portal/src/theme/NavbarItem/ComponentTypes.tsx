import BrowserOnly from "@docusaurus/BrowserOnly";
import ComponentTypes from "@theme-original/NavbarItem/ComponentTypes";
import type { JSX } from "react";
import { AccountMenu } from "../../account/AccountMenu.tsx";

/** In the side bar of small screens there is nothing to say twice: the menu stays in the bar. */
const Account = ({ mobile }: { mobile?: boolean }): JSX.Element | null =>
  mobile ? null : <BrowserOnly>{() => <AccountMenu />}</BrowserOnly>;

/** The bar's own items, and ours. */
export default { ...ComponentTypes, "custom-account": Account };
