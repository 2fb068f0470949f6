using System.Buffers;
using System.IO.Pipelines;

namespace Reasonator.Uploads;

/// <summary>A stream of results that is being read.</summary>
/// <param name="answer">Disposed with it.</param>
/// <param name="isWhole">Whether it begins with the first result, or behind the one that was asked for.</param>
/// <param name="time">Limits its silence.</param>
internal sealed class ResultLines(HttpResponseMessage answer, bool isWhole, TimeProvider time) : IDisposable
{
    public bool IsWhole => isWhole;

    /// <summary>The whole lines as they come, each with its end; what is torn is left out.</summary>
    /// <exception cref="AwayException">The connection was lost, or nothing came for too long.</exception>
    public async IAsyncEnumerable<byte[]> ReadAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken stop)
    {
        await using var stream = await answer.Content.ReadAsStreamAsync(stop);
        var pipe = PipeReader.Create(stream);
        while (await NextAsync(pipe, stop) is { } read)
        {
            var rest = read.Buffer;
            while (rest.PositionOf((byte)'\n') is { } end)
            {
                var next = rest.GetPosition(1, end);
                yield return rest.Slice(0, next).ToArray();
                rest = rest.Slice(next);
            }

            pipe.AdvanceTo(rest.Start, rest.End);
        }
    }

    public void Dispose() => answer.Dispose();

    private async Task<ReadResult?> NextAsync(PipeReader pipe, CancellationToken stop)
    {
        using var patience = new CancellationTokenSource(BatchClient.Silence, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stop, patience.Token);
        try
        {
            // Completed and empty, or completed within a line: either way no line follows.
            return await pipe.ReadAsync(either.Token) is var read && read.IsCompleted && read.Buffer.PositionOf((byte)'\n') is null ? null : read;
        }
        catch (Exception e) when (e is IOException or HttpRequestException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new AwayException("the connection was lost");
        }
    }
}
