import { SubtrailError } from '../core/subtrail-error.ts';

/** The physical id of the one resource that this function stands for: changing it would have CloudFormation delete the former. */
const physicalId = 'subtrail-tables';
/** Characters of a reason: CloudFormation takes 4 KB of answer in all. */
const reasonCharactersMax = 1_000;

/** What a request of CloudFormation says that its answer has to repeat. */
export interface CustomResourceRequest {
  readonly ResponseURL: string;
  readonly StackId: string;
  readonly RequestId: string;
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string | undefined;
}

/** How it went. */
export type CustomResourceAnswer =
  | { readonly status: 'SUCCESS'; readonly data: Readonly<Record<string, string>> }
  | { readonly status: 'FAILED'; readonly reason: string };

/**
 * Tells CloudFormation how the request of a custom resource went.
 * **errors**: `object_unreadable` when it does not take the answer.
 * **source**: CloudFormation user guide, custom resource response objects (read 2026-11)
 */
export async function answerCloudFormation(
  request: CustomResourceRequest,
  answer: CustomResourceAnswer,
): Promise<void> {
  const body = JSON.stringify({
    Status: answer.status,
    PhysicalResourceId: request.PhysicalResourceId ?? physicalId,
    StackId: request.StackId,
    RequestId: request.RequestId,
    LogicalResourceId: request.LogicalResourceId,
    ...(answer.status === 'SUCCESS' ? { Data: answer.data } : { Reason: answer.reason.slice(0, reasonCharactersMax) }),
  });
  // The address is signed for a request without a content type.
  const response = await fetch(request.ResponseURL, { method: 'PUT', body, headers: { 'content-type': '' } });
  if (!response.ok) {
    throw new SubtrailError('object_unreadable', `Answer CloudFormation: it said ${response.status}`, {
      retryable: true,
    });
  }
}
