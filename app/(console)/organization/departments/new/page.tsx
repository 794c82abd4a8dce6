import type { Metadata } from 'next';
import { PageBar } from '#components/shell/page-bar.tsx';
import { PageHeader } from '#components/shell/page-header.tsx';
import { departmentOptions } from '../../../teams/_components/department-options.ts';
import { DepartmentForm } from '../../_components/department-form.tsx';

export const metadata: Metadata = { title: 'Add department' };

export default async function NewDepartmentPage() {
  return (
    <>
      <PageBar crumbs={[{ label: 'Organization' }, { label: 'Departments', href: '/organization' }, { label: 'Add department' }]} />
      <PageHeader title="Add department" answer="It can lie under another one and takes over what that one sets." />
      <div className="px-(--gutter) pb-12">
        <DepartmentForm departments={await departmentOptions()} />
      </div>
    </>
  );
}
