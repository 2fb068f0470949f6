using Reasonator.Inference.Runtime;
using Reasonator.Inference.Tokenization;

namespace Reasonator.Models;

/// <summary>From a folder and a pin to a proven model; the order of the steps is the order of trust.</summary>
internal static class ModelLoader
{
    /// <summary>Verifies the bytes, loads them, verifies that they did not change meanwhile, and runs the golden texts.</summary>
    /// <param name="folder">The model's folder, with its manifest.</param>
    /// <param name="pin">The SHA-256 that the weights must have, or null where the manifest's own pins are enough.</param>
    /// <param name="time">Measures the golden runs.</param>
    /// <param name="observe">Takes tokens and time of each golden run, from several threads.</param>
    /// <exception cref="ModelException">Anything that is not as the manifest or the pin says.</exception>
    public static LoadedModel Load(string folder, string? pin, TimeProvider time, Action<int, TimeSpan> observe)
    {
        var manifest = ModelManifest.Read(folder);
        var files = new ModelFolder(folder);
        var model = Proven(manifest, files, pin);
        try
        {
            // The runtime reads the files by itself: bytes exchanged between our reading and its would go unseen.
            var again = Task.Run(() => files.HashWeights(manifest.Weights));
            SelfTest.Run(model, files.Read(manifest.Golden), time, observe);
            if (again.GetAwaiter().GetResult() != model.Sha)
            {
                throw new ModelException($"The weights in {folder} changed while they were loaded; restart when nothing writes there.");
            }

            return model;
        }
        catch
        {
            model.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Before a load, which must wait for the port and for the secrets: links the runtime's library, 20 MB of it, and has the code
    /// compiled that reads a model's small files. Nothing of it is kept; what is wrong is the load's to say.
    /// </summary>
    public static void Warm(string folder)
    {
        _ = OnnxSentimentModel.RuntimeVersion;
        try
        {
            var manifest = ModelManifest.Read(folder);
            _ = GoldenText.ReadAll(new ModelFolder(folder).Read(manifest.Golden)).First();
        }
        catch (ModelException)
        {
        }
    }

    /// <summary>The tokenizer of a model, with the vocabulary's bytes verified.</summary>
    /// <exception cref="ModelException">The vocabulary is not the manifest's.</exception>
    public static BertTokenizer LoadTokenizer(string folder)
    {
        var manifest = ModelManifest.Read(folder);
        return Tokenizer(manifest.Vocabulary.Name, manifest.VocabularySize, new ModelFolder(folder).Read(manifest.Vocabulary));
    }

    /// <summary>The tokenizer of a vocabulary that must have so many tokens.</summary>
    /// <exception cref="ModelException">It has not, or is no vocabulary.</exception>
    public static BertTokenizer Tokenizer(string name, int size, byte[] vocabulary)
    {
        try
        {
            var tokenizer = BertTokenizer.FromVocabulary(vocabulary);
            return tokenizer.VocabularySize == size
                ? tokenizer
                : throw new ModelException($"{name} has {tokenizer.VocabularySize} tokens where the model has {size}; restore it from its source.");
        }
        catch (InvalidDataException e)
        {
            throw new ModelException(e.Message, e);
        }
    }

    private static LoadedModel Proven(ModelManifest manifest, ModelFolder files, string? pin)
    {
        var proof = Task.Run(() => Prove(manifest, files, pin));
        OnnxSentimentModel? network = null;
        try
        {
            var tokenizer = Tokenizer(manifest.Vocabulary.Name, manifest.VocabularySize, files.Read(manifest.Vocabulary));
            // Native code parses the graph, so its bytes are proven first. Files beside it are tensors, which the runtime maps:
            // another core proves them while this one loads.
            if (manifest.Weights is [{ IsPinned: true } graph, _, ..])
            {
                files.VerifyWeights([graph]);
            }
            else
            {
                proof.GetAwaiter().GetResult();
            }

            network = Network(files.PathOf(manifest.Weights[0]));
            return new LoadedModel(manifest, tokenizer, network, proof.GetAwaiter().GetResult());
        }
        catch (ModelException)
        {
            network?.Dispose();
            // Which bytes are wrong says more than that they cannot be loaded.
            proof.GetAwaiter().GetResult();
            throw;
        }
    }

    private static string Prove(ModelManifest manifest, ModelFolder files, string? pin)
    {
        var sha = files.VerifyWeights(manifest.Weights);
        if (pin is null && manifest.Weights.FirstOrDefault(file => !file.IsPinned) is { } unpinned)
        {
            throw new ModelException($"The manifest of {manifest.Name} does not pin {unpinned.Name}, so nothing proves these weights ({sha}): pin them with reasonator model pull --name {manifest.Name} --pin, or by FINBERT_MODEL_SHA.");
        }

        return pin is null || pin.Equals(sha, StringComparison.OrdinalIgnoreCase)
            ? sha
            : throw new ModelException($"The weights have SHA-256 {sha} where FINBERT_MODEL_SHA pins {pin}; deploy the pinned model or change the pin.");
    }

    private static OnnxSentimentModel Network(string path)
    {
        try
        {
            return OnnxSentimentModel.Load(path);
        }
        catch (ModelLoadException e)
        {
            throw new ModelException(e.Message, e);
        }
    }
}
