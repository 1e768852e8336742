/** `ip addrlabel help`. */
export const addrlabelUsage = `Usage: ip addrlabel { add | del } prefix PREFIX [ dev DEV ] [ label LABEL ]
       ip addrlabel [ list | flush | help ]
`;
