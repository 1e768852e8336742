import { addressUsage } from '../help/address';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { flushAddresses } from './flush';
import { deleteAddress, newAddress } from './modify';
import { restoreAddresses, saveAddresses, showSaved } from './save';
import { showAddresses } from './show';

/** `ip address`. */
export const addressObject = commandTable('address', [
  subcommand('add*', (ip, args) => newAddress(ip, args, { create: true, excl: true })),
  subcommand('change* chg', (ip, args) => newAddress(ip, args, { replace: true })),
  subcommand('replace*', (ip, args) => newAddress(ip, args, { create: true, replace: true })),
  subcommand('delete*', deleteAddress),
  subcommand('list* show* lst*', showAddresses),
  subcommand('flush*', flushAddresses),
  subcommand('save*', saveAddresses),
  subcommand('showdump*', showSaved),
  subcommand('restore*', restoreAddresses),
  subcommand('help*', usageCommand(addressUsage)),
], showAddresses);
