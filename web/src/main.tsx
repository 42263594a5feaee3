// Starts the page: logs in, then shows the page that the address names.
import {render} from 'preact';
import {useEffect} from 'preact/hooks';
import {access, online} from './api/client';
import {t} from './i18n';
import {ChangesPage} from './pages/changes';
import {ConnectPage} from './pages/connect';
import {CustomerPage} from './pages/customer';
import {CustomersPage} from './pages/customers';
import {FilesPage} from './pages/files';
import {GroupPage} from './pages/group';
import {GroupsPage, NewGroupPage} from './pages/groups';
import {ImportPage} from './pages/import';
import {DuplicatesPage} from './pages/merge';
import {NoTenant, SignIn} from './pages/signin';
import {OverlapPage} from './pages/overlap';
import {RemovedGroupsPage} from './pages/restore';
import {link, route} from './router';
import {catalogueReady, loadCatalogue} from './state/catalogue';
import {me, start, starting, tenant} from './state/session';
import {Empty, Failure, LinkButton, Loading, Notes, useInterval, useLoad} from './ui/kit';
import {Shell} from './ui/shell';
import {applyTheme} from './ui/theme';

function Page() {
    const [first = 'customers', second, third] = route.value.parts;
    switch (first) {
    case 'customers': return second === 'duplicates' ? <DuplicatesPage /> : second ? <CustomerPage key={second} id={second} /> : <CustomersPage />;
    case 'groups': return second === 'new' ? <NewGroupPage /> : second === 'removed' ? <RemovedGroupsPage /> : second ? <GroupPage key={second} id={second} tab={third ?? 'members'} /> : <GroupsPage />;
    case 'overlap': return <OverlapPage />;
    case 'files': return second === 'import' ? <ImportPage /> : <FilesPage />;
    case 'changes': return <ChangesPage />;
    case 'connect': return <ConnectPage tab={second ?? 'start'} />;
    default: return <Empty icon="search" title={t('lost.title')} action={<LinkButton href={link('customers')}>{t('nav.customers')}</LinkButton>}>{t('lost.text')}</Empty>;
    }
}

function Offline() {
    useInterval(() => { fetch('/health', {cache: 'no-store'}).then(answer => { online.value = answer.ok; }, () => {}); }, 2000, !online.value);
    return online.value ? null : <p class="offline" role="alert">{t('state.offline')}</p>;
}

function Home() {
    const {error, reload} = useLoad(loadCatalogue, [tenant.value?.id]);
    const path = route.value.parts.join('/');
    useEffect(() => {
        // A reader of a screen hears where a link has led.
        const heading = document.querySelector<HTMLElement>('main h1');
        document.title = heading ? `${heading.textContent} · Muster` : 'Muster';
        if (path && document.activeElement === document.body) heading?.focus({preventScroll: true});
    }, [path, catalogueReady.value]);
    return <Shell>{error !== undefined && !catalogueReady.value ? <Failure error={error} retry={reload} />
        : catalogueReady.value ? <Page key={access.tenant} /> : <Loading rows={8} />}</Shell>;
}

function App() {
    return <>
        <Offline />
        {starting.value ? <main class="center-page"><Loading /></main> : !me.value ? <SignIn /> : !tenant.value ? <NoTenant /> : <Home />}
        <Notes />
    </>;
}

applyTheme();
render(<App />, document.getElementById('app')!);
start();
