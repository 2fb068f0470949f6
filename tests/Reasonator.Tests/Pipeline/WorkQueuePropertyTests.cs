using FsCheck;
using FsCheck.Fluent;
using Microsoft.Extensions.Time.Testing;
using Reasonator.Admission;
using Reasonator.Inference.Runtime;
using Reasonator.Pipeline;

namespace Reasonator.Tests.Pipeline;

public sealed class WorkQueuePropertyTests
{
    /// <summary>Steps: 0 admit interactive, 1 admit batch, 2 take, 3 finish one, 4 abandon one, 5 let time pass, 6 close.</summary>
    [Fact]
    public void Whatever_happens_every_admitted_job_ends_once_no_text_runs_twice_at_a_time_and_the_account_comes_out_even() =>
        Prop.ForAll(
            Gen.Frequency((9, Gen.Choose(0, 5)), (1, Gen.Constant(6))).ListOf(60).ToArbitrary(),
            steps => Play([.. steps])).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static bool Play(int[] steps)
    {
        var time = new FakeTimeProvider();
        using var queue = new WorkQueue(new PipelineOptions { Workers = 2, QueueCapacity = 32 }, new CostModel(), time);
        var (admitted, running) = (new List<ScoreJob>(), new List<TextRun>());
        foreach (var (step, at) in steps.Select((s, i) => (s, i)))
        {
            Step(queue, time, admitted, running, step, at);
        }

        queue.Close();
        while (running.Count > 0 || admitted.Exists(j => !j.End.IsCompleted))
        {
            Step(queue, time, admitted, running, running.Count > 0 ? 3 : 2, 0);
        }

        return queue.Depth(Lane.Interactive) == 0 && queue.Depth(Lane.Batch) == 0 && queue.Drained.IsCompleted && !queue.IsStalled;
    }

    private static void Step(WorkQueue queue, FakeTimeProvider time, List<ScoreJob> admitted, List<TextRun> running, int step, int at)
    {
        switch (step)
        {
            case 0 or 1:
                // Few names, so that most jobs share texts with others.
                var texts = Enumerable.Range(at * at, 1 + (at % 5)).Select(n => JobTexts.Named($"{n % 12}", 3 + (n % 12)));
                var job = new ScoreJob([.. texts], TimeSpan.FromSeconds(2 + (at % 7)), time.GetTimestamp(), (Lane)step);
                if (queue.TryAdmit(job, out _) == Admittance.Admitted)
                {
                    admitted.Add(job);
                }

                break;
            case 2 when admitted.Exists(j => !j.End.IsCompleted && j.Runs.Any(r => r.State == RunState.Waiting) && !Expired(j, time)):
                var taken = queue.Take(out _, TestContext.Current.CancellationToken);
                Assert.DoesNotContain(running, r => r.Key == taken.Key);
                running.Add(taken);
                break;
            case 2:
                admitted.ForEach(j => queue.Abandon(j, JobEnd.Expired));
                break;
            case 3 when running.Count > 0:
                foreach (var (waiting, index) in queue.Finished(running[0]))
                {
                    waiting.Complete(index, new Logits(1, 2, 3), time.GetTimestamp());
                }

                running.RemoveAt(0);
                break;
            case 4 when admitted.Count > 0:
                queue.Abandon(admitted[at % admitted.Count], JobEnd.Cancelled);
                break;
            case 5:
                time.Advance(TimeSpan.FromSeconds(1));
                break;
            case 6:
                queue.Close();
                break;
        }
    }

    private static bool Expired(ScoreJob job, FakeTimeProvider time) => time.GetElapsedTime(job.Received) >= job.Deadline;
}
