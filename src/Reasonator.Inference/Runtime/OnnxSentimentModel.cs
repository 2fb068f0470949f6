using System.Buffers;
using Microsoft.ML.OnnxRuntime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Inference.Runtime;

/// <summary>
/// A BERT classifier in ONNX Runtime: one session, one thread a run, as many callers as cores. The graph takes
/// <c>input_ids</c> [1, n] int64, optionally <c>attention_mask</c> and <c>token_type_ids</c> of the same shape, and
/// gives <c>logits</c> [1, 3] float32.
/// </summary>
public sealed class OnnxSentimentModel : ISentimentModel
{
    private const string Ids = "input_ids";
    private const string Mask = "attention_mask";
    private const string Types = "token_type_ids";
    private const string Output = "logits";

    private static readonly string[] Outputs = [Output];

    private readonly InferenceSession _session;
    private readonly RunOptions _run = new();
    private readonly string[] _inputs;

    private OnnxSentimentModel(InferenceSession session)
    {
        _session = session;
        _inputs = [.. session.InputMetadata.Keys];
    }

    /// <summary>The version of the native runtime, for the fingerprint.</summary>
    public static string RuntimeVersion => OnnxSessions.RuntimeVersion;

    /// <summary>Loads a graph from a file; external data files lie beside it and are memory-mapped.</summary>
    /// <exception cref="ModelLoadException">Not an ONNX graph, or one with other inputs or outputs.</exception>
    public static OnnxSentimentModel Load(string path)
    {
        InferenceSession session;
        try
        {
            using var options = SessionOptionsForOneThread();
            // Here too: it computes what is constant in the graph.
            session = ModelThreads.Run(() => OnnxSessions.Open(path, options));
            // The parsed file is garbage now, as large as the weights.
            NativeHeap.Trim();
        }
        catch (OnnxRuntimeException e)
        {
            throw new ModelLoadException($"{Path.GetFileName(path)} is not a graph this runtime can load; restore it from its source.", e);
        }

        var fault = FaultOf(session);
        if (fault is null)
        {
            return new OnnxSentimentModel(session);
        }

        session.Dispose();
        throw new ModelLoadException($"{Path.GetFileName(path)} {fault}; use the export that its manifest names.");
    }

    /// <inheritdoc/>
    /// <remarks>A thread of the pool waits while another runs it (see <see cref="ModelThreads"/>), which costs it the start of a thread.</remarks>
    public Logits Infer(TokenSequence tokens) => Thread.CurrentThread.IsThreadPoolThread ? InferElsewhere(tokens) : InferHere(tokens);

    public void Dispose()
    {
        _run.Dispose();
        _session.Dispose();
    }

    // A method of its own: the closure would be allocated for each run of the workers.
    private Logits InferElsewhere(TokenSequence tokens) => ModelThreads.Run(() => InferHere(tokens));

    private Logits InferHere(TokenSequence tokens)
    {
        var n = tokens.Length;
        var buffer = ArrayPool<long>.Shared.Rent(_inputs.Length * n);
        var inputs = new OrtValue[_inputs.Length];
        try
        {
            for (var i = 0; i < inputs.Length; i++)
            {
                var part = buffer.AsMemory(i * n, n);
                Fill(part.Span, _inputs[i], tokens.Ids);
                inputs[i] = OrtValue.CreateTensorValueFromMemory(OrtMemoryInfo.DefaultInstance, part, [1, n]);
            }

            using var results = _session.Run(_run, _inputs, inputs, Outputs);
            var logits = results[0].GetTensorDataAsSpan<float>();
            return new Logits(logits[0], logits[1], logits[2]);
        }
        finally
        {
            foreach (var input in inputs)
            {
                input?.Dispose();
            }

            ArrayPool<long>.Shared.Return(buffer);
        }
    }

    private static void Fill(Span<long> part, string input, int[] ids)
    {
        switch (input)
        {
            case Ids:
                for (var i = 0; i < part.Length; i++)
                {
                    part[i] = ids[i];
                }

                break;
            default:
                // One unpadded text: every position is attended to, and all of it is the first segment.
                part.Fill(input == Mask ? 1 : 0);
                break;
        }
    }

    private static SessionOptions SessionOptionsForOneThread()
    {
        // The arena keeps the largest run for ever and the spinning threads take the callers' cores
        // (docs/decisions/0003-one-session-as-many-callers-as-cores.md).
        var options = OnnxSessions.Options();
        options.EnableCpuMemArena = false;
        options.EnableMemoryPattern = false;
        options.LogSeverityLevel = OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL;
        options.AddSessionConfigEntry("session.intra_op.allow_spinning", "0");
        options.AddSessionConfigEntry("session.inter_op.allow_spinning", "0");
        return options;
    }

    private static string? FaultOf(InferenceSession session)
    {
        var inputs = session.InputMetadata;
        var unknown = inputs.Keys.FirstOrDefault(k => k is not (Ids or Mask or Types));
        if (unknown is not null || !inputs.ContainsKey(Ids))
        {
            return $"takes the inputs {string.Join(", ", inputs.Keys)} where {Ids} (and {Mask}, {Types}) are known";
        }

        if (inputs.Values.Any(m => m.ElementDataType != Microsoft.ML.OnnxRuntime.Tensors.TensorElementType.Int64 || m.Dimensions.Length != 2))
        {
            return "does not take int64 inputs of shape [1, n]";
        }

        return session.OutputMetadata.TryGetValue(Output, out var output) && output.Dimensions is [_, 3]
            ? null
            : $"has no output {Output} of shape [1, 3]";
    }
}
