using Reasonator.Batches;

namespace Reasonator.Uploads;

/// <summary>Submits the parts of an input one after the other, and writes their results as they come.</summary>
internal sealed class Upload(BatchClient client, Retries retries, UploadProgress progress, ResultFile results, UploadPlan plan, TimeProvider time)
{
    // A service that stops ends its streams: the next finds it gone, or an instance that goes on.
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private int _have;

    /// <summary>The batch in the service that is being followed; null between them.</summary>
    public Guid? Batch { get; private set; }

    /// <param name="parts">Of the input, from its first.</param>
    /// <param name="stop">Ends this, and no batch.</param>
    /// <exception cref="UploadException">It cannot go on.</exception>
    public async Task RunAsync(IEnumerable<Part> parts, CancellationToken stop)
    {
        var read = 0;
        foreach (var part in parts)
        {
            plan.Check(part);
            read = part.Number;
            _have = results.Recall(part);
            progress.Recall(_have);
            WriteEmpty(part);
            if (_have < part.Items.Count)
            {
                await FinishAsync(part, stop);
            }
        }

        plan.CheckEnd(read);
        results.CheckEnd();
    }

    private async Task FinishAsync(Part part, CancellationToken stop)
    {
        progress.Begin();
        if (results.Batch(part) is { } known)
        {
            Batch = known;
            try
            {
                await FollowAsync(part, known, stop);
            }
            catch (BatchEndException e)
            {
                progress.Say($"{e.Message}: part {part.Number} is submitted again");
            }
        }

        if (_have < part.Items.Count)
        {
            await FollowAsync(part, await SubmitAsync(part, stop), stop);
        }

        Batch = null;
    }

    private async Task<Guid> SubmitAsync(Part part, CancellationToken stop)
    {
        for (var attempt = 1; ; attempt++)
        {
            var batch = await retries.RunAsync(end => client.SubmitAsync(part.Body, plan.Key(part.Number, attempt), end), stop);
            if (batch.Status is not BatchStatus.Cancelled)
            {
                results.Note(part, batch.Id);
                progress.Say($"part {part.Number} of {plan.Parts}: batch {batch.Id}, {batch.Total:N0} items");
                Batch = batch.Id;
                return batch.Id;
            }
        }
    }

    private async Task FollowAsync(Part part, Guid batch, CancellationToken stop)
    {
        while (_have < part.Items.Count)
        {
            var before = _have;
            var isWhole = await retries.RunAsync(end => StreamAsync(part, batch, end), stop);
            if (_have == part.Items.Count)
            {
                return;
            }

            switch (await retries.RunAsync(end => client.FindAsync(batch, end), stop))
            {
                case null:
                    throw new BatchEndException($"batch {batch} has expired");
                case { Status: BatchStatus.Cancelled } when _have == before || !isWhole:
                    throw new BatchEndException($"batch {batch} was cancelled");
                case { Status: not BatchStatus.Cancelled } when !isWhole:
                    throw Stranger();
            }

            if (_have == before)
            {
                await Task.Delay(Pause, time, stop);
            }
        }
    }

    /// <summary>
    /// Reads what there is of results; whether any came before the connection was lost is in <see cref="_have"/>. False where
    /// one was left out: a batch that is cancelled drops what has not run and keeps what has, in any order.
    /// </summary>
    private async Task<bool> StreamAsync(Part part, Guid batch, CancellationToken stop)
    {
        var before = _have;
        using var lines = await client.ResultsAsync(batch, LastSent(part), stop);
        if (lines is null)
        {
            return true;
        }

        var at = lines.IsWhole ? 0 : _have;
        try
        {
            await foreach (var line in lines.ReadAsync(stop))
            {
                at = NextSent(part, at);
                if (!Take(part, at++, line))
                {
                    return false;
                }
            }
        }
        catch (AwayException) when (_have > before)
        {
            // It was well until now: the next try has all the patience again.
        }

        return true;
    }

    private bool Take(Part part, int at, byte[] line)
    {
        if (ResultLine.Read(line) is not { } result || at == part.Items.Count)
        {
            throw Stranger();
        }

        if (result.Id != part.Items[at].Id)
        {
            return part.Items.Skip(at).Any(item => item.Id == result.Id) ? false : throw Stranger();
        }

        if (at == _have)
        {
            Write(line, result);
            WriteEmpty(part);
        }

        return true;
    }

    /// <summary>Writes the results of the items without a text that come next: so every result stands in its place.</summary>
    private void WriteEmpty(Part part)
    {
        while (_have < part.Items.Count && part.Items[_have] is { IsEmpty: true } item)
        {
            Write(ResultLine.OfEmpty(item.Id), new ResultLine(item.Id, HasError: true));
        }
    }

    private void Write(byte[] line, ResultLine result)
    {
        results.Append(line, result);
        progress.Add();
        _have++;
    }

    /// <summary>The id of the last item before the next result that the service has scored; null where there is none.</summary>
    private string? LastSent(Part part)
    {
        var last = _have - 1;
        while (last >= 0 && part.Items[last].IsEmpty)
        {
            last--;
        }

        return last < 0 ? null : part.Items[last].Id;
    }

    private static int NextSent(Part part, int at)
    {
        while (at < part.Items.Count && part.Items[at].IsEmpty)
        {
            at++;
        }

        return at;
    }

    private static UploadException Stranger() => new("the service sent a result of something else: nothing of it was written");
}
