// The size of a group over time, as a line of steps.
import {moment, number, t} from '../i18n';
import type {Point} from '../state/growth';

const width = 100, height = 28;

function Line({points, className}: {points: Point[]; className: string}) {
    const first = points[0].at;
    const last = points[points.length - 1].at;
    const sizes = points.map(point => point.size);
    const low = Math.min(...sizes);
    const high = Math.max(...sizes);
    const x = (at: number) => width * (at - first) / Math.max(1, last - first);
    const y = (size: number) => high === low ? height / 2 : 2 + (height - 4) * (high - size) / (high - low);
    return <svg class={className} viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
        <polyline points={points.map(point => `${x(point.at).toFixed(2)},${y(point.size).toFixed(2)}`).join(' ')} /></svg>;
}

// Small, for lists; empty where nothing has changed.
export function Spark({points}: {points?: Point[]}) {
    if (!points || points.length < 3) return <span class="spark" />;
    return <span class="spark" title={t('growth.line', {from: points[0].size, to: points[points.length - 1].size, when: moment(new Date(points[0].at).toISOString())})}>
        <Line points={points} className="spark" /></span>;
}

export function Growth({points}: {points: Point[]}) {
    if (points.length < 3) return <p class="soft">{t('growth.none')}</p>;
    const sizes = points.map(point => point.size);
    const first = points[0];
    const last = points[points.length - 1];
    return <figure aria-label={t('growth.line', {from: first.size, to: last.size, when: moment(new Date(first.at).toISOString())})}>
        <p class="soft">{t('growth.range', {low: Math.min(...sizes), high: Math.max(...sizes)})}</p>
        <Line points={points} className="spark growth" />
        <figcaption class="growth-ends"><span>{moment(new Date(first.at).toISOString())}: <b>{number(first.size)}</b></span><span>{t('growth.now')}: <b>{number(last.size)}</b></span></figcaption></figure>;
}
