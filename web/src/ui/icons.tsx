// Icons of our own, drawn with lines on a grid of 20.
const paths = {
    people: 'M7.5 9.5a3 3 0 1 0 0-6 3 3 0 0 0 0 6ZM2 16.5c0-3 2.4-4.5 5.5-4.5s5.5 1.5 5.5 4.5M13 3.8a3 3 0 0 1 0 5.4M15 12.4c1.9.6 3 2 3 4.1',
    group: 'M8 15a5 5 0 1 0 0-10 5 5 0 0 0 0 10ZM12 15a5 5 0 1 0 0-10',
    overlap: 'M4 17V9M8 17V3M12 17v-5M16 17v-8',
    upload: 'M10 13V3M6 6.5 10 3l4 3.5M3 13v4h14v-4',
    download: 'M10 3v10M6 9.5l4 3.5 4-3.5M3 13v4h14v-4',
    history: 'M3.5 10a6.5 6.5 0 1 0 2-4.7L3 7.5M3 3v4.5h4.5M10 6.5V10l2.5 2',
    connect: 'M8 12l4-4M6.5 9 4.8 10.700a3.2 3.2 0 0 0 4.500 4.500L11 13.500M9 6.500l1.700-1.700a3.200 3.200 0 0 1 4.500 4.500L13.500 11',
    plus: 'M10 4v12M4 10h12',
    close: 'M5 5l10 10M15 5 5 15',
    check: 'M4 10.500l4 4 8-9',
    warning: 'M10 3 2.500 16.500h15L10 3ZM10 8v4M10 14.300v.2',
    info: 'M10 17a7 7 0 1 0 0-14 7 7 0 0 0 0 14ZM10 9.500v4M10 6.500v.2',
    back: 'M12 4l-6 6 6 6',
    next: 'M8 4l6 6-6 6',
    up: 'M4 12l6-6 6 6',
    down: 'M4 8l6 6 6-6',
    trash: 'M4 6h12M8 6V4h4v2M6 6l.7 10.500h6.600L14 6',
    edit: 'M4 16l.8-3.500L13 4.300l2.700 2.700-8.200 8.200L4 16Z',
    copy: 'M7 7h9v9H7zM4 13V4h9',
    grip: 'M7.500 5v.1M12.500 5v.1M7.500 10v.1M12.500 10v.1M7.500 15v.1M12.500 15v.1',
    columns: 'M3 4h14v12H3zM8 4v12M12.500 4v12',
    search: 'M9 14.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11ZM13 13l4 4',
    leave: 'M12 4H4v12h8M9 10h8M14 7l3 3-3 3',
    sun: 'M10 13.500a3.500 3.500 0 1 0 0-7 3.500 3.500 0 0 0 0 7ZM10 2v1.500M10 16.500V18M2 10h1.500M16.500 10H18M4.300 4.300l1 1M14.700 14.700l1 1M4.300 15.700l1-1M14.700 5.300l1-1',
    key: 'M13 10.500a3.500 3.500 0 1 0-3.300-2.300L3.500 14.500V17H6v-2h2v-2l1.800-1.800',
    rule: 'M3 5h8M3 10h5M3 15h8M13 8l4 2.500L13 13',
    menu: 'M3 5.500h14M3 10h14M3 14.500h14',
    more: 'M5 10v.1M10 10v.1M15 10v.1',
    bracket: 'M7 4H4v12h3M13 4h3v12h-3',
    undo: 'M4 8h8a4 4 0 0 1 0 8H8M4 8l3.500-3.500M4 8l3.500 3.500',
} as const;
export type IconName = keyof typeof paths;

export function Icon({name}: {name: IconName}) {
    return <svg class="icon" viewBox="0 0 20 20" aria-hidden="true" focusable="false"><path d={paths[name]} /></svg>;
}
