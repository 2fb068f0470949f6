namespace Reasonator.Tests.Waiting;

internal static class CancellationTokenExtensions
{
    /// <summary>Returns a task that ends, without a fault, when the token is cancelled: a fake that never answers awaits it.</summary>
    public static async Task CancelledAsync(this CancellationToken token)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = token.Register(cancelled.SetResult);
        await cancelled.Task;
    }
}
