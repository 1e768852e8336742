import { addressUsage } from '../help/address';
import { commandTable, subcommand, usageCommand } from '../subcommands';
import { filterGrammar } from './filter';
import { flushAddresses } from './flush';
import { addressGrammar, deleteAddress, newAddress } from './modify';
import { restoreAddresses, saveAddresses, showSaved } from './save';
import { showAddresses } from './show';

/** `ip address`. */
export const addressObject = commandTable('address', [
  subcommand('add*', (ip, args) => newAddress(ip, args, { create: true, excl: true }), addressGrammar),
  subcommand('change* chg', (ip, args) => newAddress(ip, args, { replace: true }), addressGrammar),
  subcommand('replace*', (ip, args) => newAddress(ip, args, { create: true, replace: true }), addressGrammar),
  subcommand('delete*', deleteAddress, addressGrammar),
  subcommand('list* show* lst*', showAddresses, filterGrammar()),
  subcommand('flush*', flushAddresses, filterGrammar()),
  subcommand('save*', saveAddresses, filterGrammar()),
  subcommand('showdump*', showSaved),
  subcommand('restore*', restoreAddresses),
  subcommand('help*', usageCommand(addressUsage)),
], showAddresses);
